// One frame from the server, applied to the state: no clock, no network.
import { conversationOf, type Frame, type Message, type NumberedFrame, type Receipt, type Refusal, type Snapshot } from "./frames";
import { leave, type Chat } from "./state";

const TYPING_SHOWN = 6_000;
const PAUSE = 3_000;
/** Refusals that pass by themselves; any other is the message's own fault. */
const PASSING = new Set(["too_many_requests", "storage_unavailable", "storage_busy", "internal"]);

export function applyFrame(chat: Chat, frame: Frame, now: number): Chat {
  switch (frame.type) {
    case "welcome": {
      const kept = frame.conversation === null && chat.conversation ? leave(chat) : chat;
      return { ...kept, welcomed: true, refused: null, online: frame.online };
    }
    case "snapshot":
      return applySnapshot(chat, frame);
    case "message":
    case "message_changed":
    case "conversation":
    case "receipt":
    case "ack":
      return applyNumbered(chat, frame);
    case "typing":
      if (frame.conversation !== chat.conversation?.id) return chat;
      return { ...chat, typing: frame.on ? { agent: frame.agent, until: now + TYPING_SHOWN } : null };
    case "older": {
      if (frame.conversation !== chat.conversation?.id) return chat;
      const messages = frame.messages.reduceRight(insert, chat.messages);
      return { ...chat, messages, hasOlder: frame.has_older, loadingOlder: false };
    }
    case "online":
      return { ...chat, online: frame.online };
    case "error":
      return applyRefusal(chat, frame, now);
    case "pong":
      return chat;
  }
}

function applySnapshot(chat: Chat, frame: Snapshot): Chat {
  const id = frame.conversation.id;
  if (frame.conversation.status === "resolved" && chat.left.includes(id)) return chat;
  const base = chat.conversation && chat.conversation.id !== id ? leave(chat) : chat;
  const stored = new Set(frame.messages.map((message) => message.client_id));
  const shown: Chat = {
    ...base,
    conversation: frame.conversation,
    seq: frame.seq,
    messages: frame.messages.reduce(insert, []),
    hasOlder: frame.has_older,
    loadingOlder: false,
    mine: frame.mine,
    theirs: frame.theirs,
    outbox: base.outbox.filter((item) => !stored.has(item.client_id)),
    ahead: base.ahead.filter((early) => conversationOf(early) === id && early.seq > frame.seq),
    asked: null,
    left: base.left.filter((other) => other !== id),
  };
  return drain(shown);
}

function applyNumbered(chat: Chat, frame: NumberedFrame): Chat {
  const id = conversationOf(frame);
  const reopened = frame.type === "conversation" && frame.conversation.status === "open";
  if (chat.left.includes(id) && !reopened) return settle(chat, frame);
  const current = chat.conversation?.id === id ? chat : begin(chat, id);
  if (frame.seq <= current.seq) return settle(current, frame);
  if (!isNext(current, frame)) return { ...current, ahead: early(current.ahead, frame) };
  return drain(change(current, frame));
}

/** A conversation that begins elsewhere or by our own first message: its changes are counted from 1. */
function begin(chat: Chat, id: string): Chat {
  const base = leave(chat);
  return {
    ...base,
    conversation: { id, status: "open", agent: null, waiting: true },
    left: base.left.filter((other) => other !== id),
  };
}

/** An acknowledgement knows no text: without our copy of the message the server has to send it whole. */
function isNext(chat: Chat, frame: NumberedFrame): boolean {
  if (frame.seq !== chat.seq + 1) return false;
  return frame.type !== "ack" || chat.outbox.some((item) => item.client_id === frame.client_id);
}

function early(ahead: NumberedFrame[], frame: NumberedFrame): NumberedFrame[] {
  if (ahead.some((known) => known.seq === frame.seq)) return ahead;
  return [...ahead, frame].sort((a, b) => a.seq - b.seq);
}

/** Applies what came too early, as far as it now follows without a gap. */
function drain(chat: Chat): Chat {
  const waiting = chat.ahead.filter((frame) => frame.seq > chat.seq);
  const next = waiting[0];
  if (!next || !isNext(chat, next)) return waiting.length === chat.ahead.length ? chat : { ...chat, ahead: waiting };
  return drain(change({ ...chat, ahead: waiting.slice(1) }, next));
}

function change(chat: Chat, frame: NumberedFrame): Chat {
  const next = settle({ ...chat, seq: frame.seq }, frame);
  switch (frame.type) {
    case "message": {
      const typing = frame.message.author === "customer" ? chat.typing : null;
      return { ...next, typing, messages: insert(next.messages, frame.message) };
    }
    case "message_changed":
      return { ...next, messages: next.messages.map((m) => (m.id === frame.message.id ? frame.message : m)) };
    case "conversation": {
      const { conversation } = frame;
      return { ...next, conversation, typing: conversation.agent && conversation.status === "open" ? next.typing : null };
    }
    case "receipt":
      return frame.by === "agent"
        ? { ...next, theirs: furthest(next.theirs, frame.receipt) }
        : { ...next, mine: furthest(next.mine, frame.receipt) };
    case "ack": {
      const sent = chat.outbox.find((item) => item.client_id === frame.client_id)!;
      const { id, seq, at, client_id } = frame;
      return { ...next, messages: insert(next.messages, { id, seq, at, client_id, author: "customer", body: sent.body, agent: null }) };
    }
  }
}

/** The server has it: nothing is left to send. */
function settle(chat: Chat, frame: NumberedFrame): Chat {
  const stored = frame.type === "ack" ? frame.client_id : frame.type === "message" ? frame.message.client_id : null;
  if (stored === null || !chat.outbox.some((item) => item.client_id === stored)) return chat;
  return { ...chat, outbox: chat.outbox.filter((item) => item.client_id !== stored) };
}

function insert(messages: Message[], message: Message): Message[] {
  if (messages.some((known) => known.id === message.id)) return messages;
  const place = messages.findLastIndex((known) => known.seq < message.seq) + 1;
  return messages.toSpliced(place, 0, message);
}

function furthest(a: Receipt, b: Receipt): Receipt {
  return { delivered: Math.max(a.delivered, b.delivered), seen: Math.max(a.seen, b.seen) };
}

function applyRefusal(chat: Chat, frame: Refusal, now: number): Chat {
  if (!chat.welcomed) return PASSING.has(frame.code) ? chat : { ...chat, refused: frame.code };
  // A refusal without a client_id may be that of a question, which is asked again.
  const calm: Chat = { ...chat, loadingOlder: false, asked: frame.client_id === null ? null : chat.asked };
  if (PASSING.has(frame.code)) {
    const pause = frame.retry_after === null ? PAUSE : frame.retry_after * 1000;
    return { ...calm, inFlight: frame.client_id === chat.inFlight ? null : chat.inFlight, pausedUntil: now + pause };
  }
  if (frame.client_id === null) return calm;
  const outbox = chat.outbox.map((item) => (item.client_id === frame.client_id ? { ...item, failed: frame.code } : item));
  return { ...calm, outbox, inFlight: null };
}
