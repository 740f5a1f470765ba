// A mail that an agent begins: what it has while it is written, what stands in its way, and what is sent. Pure.
import type { MailSender, NewMailConversation } from "@shared/wire";

import { MOST_PEOPLE, type Obstacle } from "../compose/draft";
import { blocksOf, htmlOf, isFormatted, type Pictures } from "../mailText";
import { isAddress, united, type Person } from "../people";

export interface Begun {
  /** The inbox whose mailbox sends it; null: none is chosen yet. */
  inbox: string | null;
  to: Person[];
  cc: Person[];
  bcc: Person[];
  subject: string;
  text: string;
  /** Makes sending again harmless. */
  client_id: string;
}

export const blank = (clientId: string): Begun => ({ inbox: null, to: [], cc: [], bcc: [], subject: "", text: "", client_id: clientId });

export const isBlank = ({ to, cc, bcc, subject, text }: Begun): boolean =>
  to.length + cc.length + bcc.length === 0 && subject.trim() === "" && text.trim() === "";

/** usual: inboxes that are tried in turn where none is chosen that is still there. */
export function senderOf(draft: Begun, senders: readonly MailSender[], usual: readonly (string | null | undefined)[] = []): MailSender | undefined {
  const found = [draft.inbox, ...usual].flatMap((inbox) => senders.find((one) => one.inbox === inbox) ?? []);
  return found[0] ?? senders[0];
}

/** Why it cannot go, as far as that can be told here; null: it can. */
export function obstacleTo(draft: Begun): Exclude<Obstacle, "noMailbox"> | "noSubject" | null {
  const all = [...draft.to, ...draft.cc, ...draft.bcc];
  if (all.some((one) => !isAddress(one.address))) return "notAnAddress";
  if (draft.to.length === 0) return "noRecipient";
  if (all.length > MOST_PEOPLE) return "tooMany";
  return draft.subject.trim() === "" ? "noSubject" : null;
}

// As the server tells them apart for a customer who is new.
const VIETNAMESE = /[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/gi;

export const localeOf = (text: string): "en" | "vi" => ((text.match(VIETNAMESE) ?? []).length >= 3 ? "vi" : "en");

/** files: ids of uploads; sendAt: ISO, null: as soon as it cannot be taken back any more. */
export function requestOf(draft: Begun, inbox: string, files: string[], pictures: Pictures, sendAt: string | null): NewMailConversation {
  const [to, text] = [united(draft.to), draft.text.trim()];
  const cc = united(draft.cc, to);
  const blocks = blocksOf(text, pictures);
  return {
    inbox,
    client_id: draft.client_id,
    body: text,
    files,
    mail: {
      to,
      cc,
      bcc: united(draft.bcc, [...to, ...cc]),
      subject: draft.subject.trim(),
      html: isFormatted(blocks) ? htmlOf(blocks) : null,
      send_at: sendAt,
      quote: false,
      locale: localeOf(text || draft.subject),
    },
  };
}
