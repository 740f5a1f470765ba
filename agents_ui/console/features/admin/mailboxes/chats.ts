// Which inboxes' chats can go on by mail from a mailbox. Pure.
import type { InboxView, MailboxView } from "@shared/wire";

export interface Chat {
  id: string;
  name: string;
  /** Whose mailbox goes on with them already: a chat goes on from one alone. */
  taken: string | null;
}

type Inbox = Pick<InboxView, "id" | "name" | "channel" | "disabled">;
type Mailbox = Pick<MailboxView, "address" | "settings" | "state">;

/** others: the mailboxes beside the one that is set up. A disabled inbox is named where it is chosen. */
export function chatsOf(inboxes: readonly Inbox[], others: readonly Mailbox[], chosen: readonly string[]): Chat[] {
  const working = others.filter((each) => each.state !== "disabled");
  return inboxes
    .filter((each) => each.channel === "webchat" && (!each.disabled || chosen.includes(each.id)))
    .map(({ id, name }) => ({ id, name, taken: working.find((each) => each.settings.continues?.includes(id))?.address ?? null }));
}
