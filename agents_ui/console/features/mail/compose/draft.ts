// What an answer by mail has beside its text while it is written, and what of it is sent. Pure.
import type { AnswerForm, DraftMail, NewMail } from "@shared/wire";

import { blocksOf, htmlOf, isFormatted, type Pictures } from "../mailText";
import { isAddress, united, type Person } from "../people";

export type Way = "reply" | "replyAll" | "forward";

export type Locale = AnswerForm["locale"];

export interface MailDraft {
  way: Way;
  /** Null: as the way says. */
  to: Person[] | null;
  cc: Person[] | null;
  bcc: Person[];
  /** Null: as the way says. */
  subject: string | null;
  /** The last mail is quoted below. */
  quote: boolean;
  /** The signature's language; null: the customer's. */
  locale: Locale | null;
  /** The fields are shown, not only what is in them. */
  open: boolean;
}

export const USUAL: MailDraft = { way: "replyAll", to: null, cc: null, bcc: [], subject: null, quote: true, locale: null, open: false };
export const MOST_PEOPLE = 50;

export interface Addressed {
  to: Person[];
  cc: Person[];
  bcc: Person[];
  subject: string;
}

/** To whom it goes as it stands. form: null while it is not known. */
export function addressed(draft: MailDraft, form: AnswerForm | null): Addressed {
  const forward = draft.way === "forward";
  return {
    to: draft.to ?? (forward ? [] : united(form?.to ?? [])),
    cc: draft.cc ?? (draft.way === "replyAll" ? united(form?.cc ?? []) : []),
    bcc: draft.bcc,
    subject: draft.subject ?? (forward ? form?.forward_subject : form?.subject) ?? "",
  };
}

export type Obstacle = "noMailbox" | "noRecipient" | "notAnAddress" | "tooMany";

/** Why it cannot go; null: it can. */
export function obstacleOf(draft: MailDraft, form: AnswerForm | null): Obstacle | null {
  if (form?.sender === null) return "noMailbox";
  const { to, cc, bcc } = addressed(draft, form);
  const all = [...to, ...cc, ...bcc];
  if (all.some((one) => !isAddress(one.address))) return "notAnAddress";
  if (all.length > MOST_PEOPLE) return "tooMany";
  // Before the form is known, the server knows to whom an answer goes.
  if (form === null && draft.way !== "forward") return null;
  return all.length === 0 ? "noRecipient" : null;
}

/** In which languages it can be signed: one where both are signed alike. */
export function signedIn(form: AnswerForm): Locale[] {
  const { en = "", vi = "" } = form.signatures ?? {};
  return en === vi ? [form.locale] : ["en", "vi"];
}

export const signatureOf = (draft: MailDraft, form: AnswerForm): string => form.signatures?.[draft.locale ?? form.locale] ?? "";

/** What can be quoted below: not what somebody forwarded to whoever wrote it. */
export const quotable = (draft: MailDraft, form: AnswerForm | null): string =>
  form && (!form.quoted_if_forwarded || draft.way === "forward") ? form.quoted : "";

/** sendAt: ISO; null: as soon as it cannot be taken back any more. */
export function mailOf(draft: MailDraft, form: AnswerForm | null, text: string, pictures: Pictures, sendAt: string | null): NewMail {
  const { to, cc, bcc, subject } = addressed(draft, form);
  const blocks = blocksOf(text, pictures);
  const known = form !== null || draft.way === "forward";
  const [first, second, third] = [united(to), united(cc, to), united(bcc, [...to, ...cc])];
  return {
    to: known || draft.to !== null ? first : null,
    cc: known || draft.cc !== null ? second : null,
    bcc: third,
    subject: draft.subject === null && draft.way !== "forward" ? null : subject || null,
    html: isFormatted(blocks) ? htmlOf(blocks) : null,
    send_at: sendAt,
    quote: draft.quote && (form === null || !form.quoted_if_forwarded || draft.way === "forward"),
    locale: draft.locale,
  };
}

const KEPT_WAYS = { reply: "reply", replyAll: "reply_all", forward: "forward" } as const;
const WAYS = { reply: "reply", reply_all: "replyAll", forward: "forward" } as const;
const LONGEST = { address: 320, name: 200, subject: 500 };

/** What the server keeps of it beside the text, no more than it takes; null: all is as usual. */
export function keptOf(draft: MailDraft): DraftMail | null {
  const kept = {
    way: KEPT_WAYS[draft.way],
    to: draft.to && bounded(draft.to),
    cc: draft.cc && bounded(draft.cc),
    bcc: bounded(draft.bcc),
    subject: draft.subject && draft.subject.slice(0, LONGEST.subject),
    quote: draft.quote,
    locale: draft.locale,
  };
  return JSON.stringify(kept) === USUALLY ? null : kept;
}

const bounded = (people: readonly Person[]): Person[] =>
  united(people.map(({ address, name }) => ({ address: address.slice(0, LONGEST.address), name: name.slice(0, LONGEST.name) }))).slice(0, MOST_PEOPLE);

const USUALLY = JSON.stringify({ way: KEPT_WAYS[USUAL.way], to: null, cc: null, bcc: [], subject: null, quote: true, locale: null });

/** Whether somebody has written something there; to choose a way is no writing yet. */
export const isWritten = (kept: DraftMail | null): boolean =>
  kept !== null && ((kept.to ?? kept.cc ?? kept.subject ?? null) !== null || (kept.bcc ?? []).length > 0);

/** What was taken back, or comes from another device, is written on from where it was. */
export function fromMail(mail: Partial<DraftMail>): MailDraft {
  const people = (given: NewMail["to"]) => (given ? united(given) : null);
  return {
    ...USUAL,
    way: WAYS[mail.way ?? "reply_all"],
    to: people(mail.to),
    cc: people(mail.cc),
    bcc: people(mail.bcc) ?? [],
    subject: mail.subject ?? null,
    quote: mail.quote ?? true,
    locale: mail.locale ?? null,
  };
}

export const isUsual = (draft: MailDraft): boolean => JSON.stringify(draft) === JSON.stringify(USUAL);
