// Which inboxes' chats can go on by mail from a mailbox. Pure.
import type { InboxView, MailboxView } from "@shared/wire";

export interface Chat {
  id: string;
  name: string;
  /** Whose mailbox goes on with them already: a chat goes on from one alone. */
  taken: string | null;
}

type Inbox = Pick<InboxView, "id" | "name" | "channel" | "disabled">;
type Mailbox = Pick<MailboxView, "id" | "address" | "settings" | "state">;

/** mailbox: the one that is set up; null before it is made. A disabled inbox is named where it is chosen. */
export function chatsOf(inboxes: readonly Inbox[], mailboxes: readonly Mailbox[], { mailbox, chosen }: { mailbox: string | null; chosen: readonly string[] }): Chat[] {
  const others = mailboxes.filter((each) => each.id !== mailbox && each.state !== "disabled");
  return inboxes
    .filter((each) => each.channel === "webchat" && (!each.disabled || chosen.includes(each.id)))
    .map(({ id, name }) => ({ id, name, taken: others.find((each) => each.settings.continues?.includes(id))?.address ?? null }));
}
