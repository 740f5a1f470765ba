// Which of its addresses a mailbox cannot have, and why. Pure.
import type { MailboxView } from "@shared/wire";

import { isAddress } from "../../mail/people";
import { aliasesOf, type MailboxDraft } from "./draft";

export interface WrongAddress {
  place: "address" | "aliases";
  why: "taken" | "plus" | "unreadable";
  text: string;
  /** Whose it is, where it is taken. */
  mailbox: string;
}

type Other = Pick<MailboxView, "address" | "aliases">;

/** others: the mailboxes beside it. What is not typed to its end yet is not wrong. */
export function wrongAddress(draft: Pick<MailboxDraft, "address" | "aliases">, others: readonly Other[]): WrongAddress | null {
  const own = draft.address.trim();
  return (isAddress(own) ? wrong(own, "address", others) : null) ?? aliasesOf(draft).reduce<WrongAddress | null>((found, each) => found ?? wrong(each, "aliases", others), null);
}

function wrong(text: string, place: WrongAddress["place"], others: readonly Other[]): WrongAddress | null {
  const found = { place, text, mailbox: "" };
  if (!isAddress(text)) return { ...found, why: "unreadable" };
  if (text.split("@")[0]!.includes("+")) return { ...found, why: "plus" };
  const holder = others.find((each) => [each.address, ...each.aliases].some((known) => known.toLowerCase() === text.toLowerCase()));
  return holder ? { ...found, why: "taken", mailbox: holder.address } : null;
}
