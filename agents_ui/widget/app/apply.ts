// One frame from the server, applied to the state: no clock, no network.
import { conversationOf, type Frame, type Message, type NumberedFrame, type Receipt, type Refusal, type Snapshot } from "./frames";
import { leave, type Chat, type Outgoing } from "./state";

const TYPING_SHOWN = 6_000;
const PAUSE = 3_000;
/** Refusals that pass by themselves; any other is the message's own fault. */
const PASSING = new Set(["too_many_requests", "storage_unavailable", "storage_busy", "internal"]);

export function applyFrame(chat: Chat, frame: Frame, now: number): Chat {
  switch (frame.type) {
    case "welcome": {
      const kept = frame.conversation === null && chat.conversation ? leave(chat) : chat;
      const { online, hours, identified, answered, bot } = frame;
      return { ...kept, welcomed: true, refused: null, online, hours, identified, bot: bot ?? null, answered: answered ?? [] };
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
    case "queue":
      return frame.conversation === chat.conversation?.id ? { ...chat, inLine: frame } : chat;
    case "online":
      return { ...chat, online: frame.online };
    case "error":
      return applyRefusal(chat, frame, now);
    case "hours":
      return { ...chat, hours: frame.hours };
    case "conversations": {
      const before = chat.listing === "more" ? (chat.own ?? []) : [];
      const known = new Set(before.map(({ id }) => id));
      const own = [...before, ...frame.items.filter(({ id }) => !known.has(id))];
      return { ...chat, own, ownNext: frame.next, listing: null };
    }
    case "transcript_sent":
      return { ...chat, wish: { kind: "mail", state: "done", code: null } };
    case "pong":
      return chat;
  }
}

/** While the visitor turns to another conversation, or begins one, only that one is taken in. */
function passedOver(chat: Chat, id: string, clientIds: (string | null)[]): boolean {
  if (chat.wanted !== null) return id !== chat.wanted;
  return chat.beginning && !chat.outbox.some((item) => item.begin && clientIds.includes(item.client_id));
}

/** Its first message is stored: from now on it is a conversation like any other. */
function begun(chat: Chat): Chat {
  if (!chat.beginning) return chat;
  const outbox = chat.outbox.map(({ begin: _, ...item }): Outgoing => item);
  return { ...chat, beginning: false, outbox };
}

function applySnapshot(before: Chat, frame: Snapshot): Chat {
  const id = frame.conversation.id;
  if (passedOver(before, id, frame.messages.map((message) => message.client_id))) return before;
  const chat: Chat = { ...begun(before), wanted: null, left: before.wanted === id ? before.left.filter((other) => other !== id) : before.left };
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

function applyNumbered(before: Chat, frame: NumberedFrame): Chat {
  const id = conversationOf(frame);
  const clientId = frame.type === "ack" ? frame.client_id : frame.type === "message" ? frame.message.client_id : null;
  if (passedOver(before, id, [clientId])) return settle(before, frame);
  const chat = begun(before);
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
    conversation: { id, status: "open", agent: null, waiting: true, may_rate: false, score: null, joined: null, bot: false },
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
      const rated = next.wish?.kind === "rating" && next.wish.state === "asked" && conversation.score !== null;
      const wish: Chat["wish"] = rated ? { kind: "rating", state: "done", code: null } : next.wish;
      return { ...next, conversation, wish, typing: conversation.agent && conversation.status === "open" ? next.typing : null };
    }
    case "receipt":
      return frame.by === "agent"
        ? { ...next, theirs: furthest(next.theirs, frame.receipt) }
        : { ...next, mine: furthest(next.mine, frame.receipt) };
    case "ack": {
      const sent = chat.outbox.find((item) => item.client_id === frame.client_id)!;
      const { id, seq, at, client_id, files } = frame;
      return { ...next, messages: insert(next.messages, { id, seq, at, client_id, author: "customer", body: sent.body, agent: null, files, content: null }) };
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
  if (frame.code === "blocked") return { ...calm, refused: frame.code };
  if (frame.client_id === null) return refuseQuestion(calm, frame.code, now, frame.retry_after);
  if (PASSING.has(frame.code)) {
    return { ...calm, inFlight: frame.client_id === chat.inFlight ? null : chat.inFlight, pausedUntil: pause(frame.retry_after, now) };
  }
  const refused = chat.outbox.find((item) => item.client_id === frame.client_id);
  const answers = refused?.about ?? (frame.code === "answer_missing" ? {} : null);
  if (refused && answers && frame.field) return sendBack(calm, refused, answers, frame.field);
  const outbox = chat.outbox.map((item) => (item.client_id === frame.client_id ? { ...item, failed: frame.code } : item));
  return { ...calm, outbox, inFlight: null };
}

function pause(retryAfter: number | null, now: number): number {
  return now + (retryAfter === null ? PAUSE : retryAfter * 1000);
}

function refuseQuestion(chat: Chat, code: string, now: number, retryAfter: number | null): Chat {
  const next: Chat = { ...chat, listing: null, wanted: code === "not_found" ? null : chat.wanted };
  if (chat.wish?.state === "asked") return { ...next, wish: { ...chat.wish, state: "refused", code } };
  return PASSING.has(code) ? { ...next, pausedUntil: pause(retryAfter, now) } : next;
}

/** An answer did not fit: the form comes back with everything that was written. */
function sendBack(chat: Chat, item: Outgoing, about: Record<string, string>, field: string): Chat {
  const outbox = chat.outbox.filter((other) => other !== item);
  return { ...chat, outbox, inFlight: null, sentBack: { body: item.body, files: item.files, about, field } };
}
