// All that the widget knows of the visitor's conversations; changed only by reduce().
import type { FileRef } from "@shared/uploads";

import type { Unsent } from "../protocol";
import type { Agent, Bot, Conversation, Hours, InLine, Message, NumberedFrame, OwnConversation, Receipt } from "./frames";

export interface Outgoing extends Unsent {
  /** Why the server refused it for good; none while it is still to be stored. */
  failed: string | null;
}

/** A first message whose answers did not fit: the form shows it again. */
export interface SentBack {
  body: string;
  files?: FileRef[];
  about: Record<string, string>;
  /** The answer's key; none where the server names none. */
  field: string | null;
}

/** Something asked for beside talking, and what has become of it; code: of the refusal. */
export interface Wish {
  kind: "rating" | "mail";
  state: "asked" | "done" | "refused";
  code: string | null;
}

export interface Chat {
  /** The hello of this connection has been answered. */
  welcomed: boolean;
  /** Whether an agent is available; none before the first welcome. */
  online: boolean | null;
  /** Whether the business is open; none before the first welcome. */
  hours: Hours | null;
  /** Who answers first here; none where people do. */
  bot: Bot | null;
  /** The shop has said who the visitor is. */
  identified: boolean;
  /** Keys of questions that this visitor has answered before. */
  answered: string[];
  conversation: Conversation | null;
  /** The last change applied. */
  seq: number;
  /** By seq, without gaps up to the newest; older ones may be on the server. */
  messages: Message[];
  hasOlder: boolean;
  loadingOlder: boolean;
  mine: Receipt;
  theirs: Receipt;
  /** Where the conversation stands while it waits for somebody; none where that is not known. */
  inLine: InLine | null;
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
  /** Conversations that the visitor has left behind. */
  left: string[];
  /** The own conversation that the visitor has turned to: until its snapshot comes, nothing else is taken in. */
  wanted: string | null;
  /** The next message begins a conversation: until it is stored, nothing else is taken in. */
  beginning: boolean;
  sentBack: SentBack | null;
  /** The visitor's conversations, the newest first, as far as they were loaded; none before the first answer. */
  own: OwnConversation[] | null;
  ownNext: string | null;
  /** Which page of them was asked for. */
  listing: "first" | "more" | null;
  wish: Wish | null;
  /** Why the server refused the hello. */
  refused: string | null;
}

const nothing: Receipt = { delivered: 0, seen: 0 };

export function emptyChat(): Chat {
  return {
    welcomed: false,
    online: null,
    hours: null,
    bot: null,
    identified: false,
    answered: [],
    conversation: null,
    seq: 0,
    messages: [],
    hasOlder: false,
    loadingOlder: false,
    mine: nothing,
    theirs: nothing,
    inLine: null,
    typing: null,
    outbox: [],
    inFlight: null,
    pausedUntil: 0,
    ahead: [],
    asked: null,
    left: [],
    wanted: null,
    beginning: false,
    sentBack: null,
    own: null,
    ownNext: null,
    listing: null,
    wish: null,
    refused: null,
  };
}

/** The same visitor without a conversation; what is unsent goes into the next one. */
export function leave(chat: Chat): Chat {
  const { conversation, seq, messages, hasOlder, loadingOlder, mine, theirs, inLine, typing, ahead, asked, wish } = emptyChat();
  const left = chat.conversation ? [...chat.left, chat.conversation.id] : chat.left;
  const outbox = chat.outbox.map((item) => ({ ...item, conversation: null }));
  return { ...chat, conversation, seq, messages, hasOlder, loadingOlder, mine, theirs, inLine, typing, ahead, asked, wish, left, outbox };
}

/** As leave, for another conversation that the visitor turns to: what was written into this one still goes there. */
export function turnAway(chat: Chat): Chat {
  return { ...leave(chat), outbox: chat.outbox };
}

/** The newest message that is not the visitor's own: how far receipts can reach. */
export function newestTheirs(chat: Chat): number {
  return chat.messages.findLast((message) => message.author !== "customer")?.seq ?? 0;
}

/** What people and bots have said after `seen`. */
export function unreadAfter(chat: Chat, seen: number): number {
  return chat.messages.filter((m) => (m.author === "agent" || m.author === "bot") && m.seq > seen).length;
}

/** The visitor's conversations that are not on the screen. */
export function others(chat: Chat): OwnConversation[] {
  return (chat.own ?? []).filter(({ id }) => id !== chat.conversation?.id);
}
