// All that the widget knows of the visitor's conversation; changed only by reduce().
import type { Unsent } from "../protocol";
import type { Agent, Conversation, Message, NumberedFrame, Receipt } from "./frames";

export interface Outgoing extends Unsent {
  /** Why the server refused it for good; none while it is still to be stored. */
  failed: string | null;
}

export interface Chat {
  /** The hello of this connection has been answered. */
  welcomed: boolean;
  /** Whether an agent is available; none before the first welcome. */
  online: boolean | null;
  conversation: Conversation | null;
  /** The last change applied. */
  seq: number;
  /** By seq, without gaps up to the newest; older ones may be on the server. */
  messages: Message[];
  hasOlder: boolean;
  loadingOlder: boolean;
  mine: Receipt;
  theirs: Receipt;
  /** Forgotten at `until`, in epoch milliseconds. */
  typing: { agent: Agent; until: number } | null;
  /** Own messages without an acknowledgement, oldest first; only the first is ever on the line, so order holds. */
  outbox: Outgoing[];
  inFlight: string | null;
  /** Rate limited: nothing is sent before this time. */
  pausedUntil: number;
  /** Changes that came too early, waiting for the hole before them to be filled. */
  ahead: NumberedFrame[];
  /** The sequence number of the last `resume` sent on this connection. */
  asked: number | null;
  /** Ended conversations that the visitor has left behind. */
  left: string[];
  /** Why the server refused the hello. */
  refused: string | null;
}

const nothing: Receipt = { delivered: 0, seen: 0 };

export function emptyChat(): Chat {
  return {
    welcomed: false,
    online: null,
    conversation: null,
    seq: 0,
    messages: [],
    hasOlder: false,
    loadingOlder: false,
    mine: nothing,
    theirs: nothing,
    typing: null,
    outbox: [],
    inFlight: null,
    pausedUntil: 0,
    ahead: [],
    asked: null,
    left: [],
    refused: null,
  };
}

/** The same visitor without a conversation; what is unsent goes into the next one. */
export function leave(chat: Chat): Chat {
  const { welcomed, online, inFlight, pausedUntil, refused, conversation } = chat;
  const left = conversation ? [...chat.left, conversation.id] : chat.left;
  const outbox = chat.outbox.map((item) => ({ ...item, conversation: null }));
  return { ...emptyChat(), welcomed, online, outbox, inFlight, pausedUntil, refused, left };
}

/** The newest message that is not the visitor's own: how far receipts can reach. */
export function newestTheirs(chat: Chat): number {
  return chat.messages.findLast((message) => message.author !== "customer")?.seq ?? 0;
}

/** What people and bots have said after `seen`. */
export function unreadAfter(chat: Chat, seen: number): number {
  return chat.messages.filter((m) => (m.author === "agent" || m.author === "bot") && m.seq > seen).length;
}
