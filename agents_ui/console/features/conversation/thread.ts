// One watched conversation as the console knows it, and how frames change it. Pure: a frame in, a new thread out.
import type { FileRef } from "@shared/uploads";
import type { FrameOf, NewMail, Notice, StaffMessage, StaffReceipt, Timeline } from "@shared/wire";

export interface Outgoing {
  client_id: string;
  body: string;
  audience: "public" | "staff";
  /** Ids of colleagues whom a note names. */
  mentions: string[];
  /** Uploaded before; none where it is text alone. */
  files?: FileRef[];
  /** How it goes out by mail; none where it does not. */
  mail?: NewMail;
  /** When it was written, ISO. */
  at: string;
  /** Why the server refused it; null while it is on its way. */
  error: string | null;
}

export type Written = Omit<Outgoing, "client_id" | "at" | "error">;

export interface Receipt {
  delivered: number;
  seen: number;
}

export interface Thread {
  id: string;
  /** The last staff_seq applied; null until the first snapshot. */
  seq: number | null;
  /** By rising seq. */
  messages: StaffMessage[];
  notices: Notice[];
  receipts: { customer: Receipt; agent: Receipt };
  /** Written here and not yet acknowledged, in the order of writing. */
  outgoing: Outgoing[];
  hasOlder: boolean;
}

export type ThreadFrame =
  | FrameOf<"snapshot">
  | FrameOf<"message">
  | FrameOf<"message_changed">
  | FrameOf<"conversation">
  | FrameOf<"receipt">
  | FrameOf<"ack">;

/** gap: the frame does not follow what we have; nothing was applied and the conversation must be watched again. */
export type Outcome = { thread: Thread; gap: boolean };

export function emptyThread(id: string): Thread {
  const nothing = { delivered: 0, seen: 0 };
  return {
    id,
    seq: null,
    messages: [],
    notices: [],
    receipts: { customer: nothing, agent: nothing },
    outgoing: [],
    hasOlder: false,
  };
}

export function apply(thread: Thread, frame: ThreadFrame): Outcome {
  if (frame.type === "snapshot") return { thread: fromSnapshot(thread, frame), gap: false };
  if (thread.seq !== null && frame.seq <= thread.seq) {
    const settled = frame.type === "ack" ? settle(thread, frame.client_id) : thread;
    return { thread: settled, gap: false };
  }
  if (thread.seq === null || frame.seq !== thread.seq + 1) return { thread, gap: true };
  return { thread: { ...change(thread, frame), seq: frame.seq }, gap: false };
}

function fromSnapshot(thread: Thread, frame: FrameOf<"snapshot">): Thread {
  const receipts = frame.receipts.reduce(advance, emptyThread(thread.id).receipts);
  const arrived = new Set(frame.messages.map((message) => message.client_id));
  return {
    id: thread.id,
    seq: frame.seq,
    messages: frame.messages,
    notices: frame.notices,
    receipts,
    outgoing: thread.outgoing.filter((one) => !arrived.has(one.client_id)),
    hasOlder: frame.has_older,
  };
}

function change(thread: Thread, frame: Exclude<ThreadFrame, FrameOf<"snapshot">>): Thread {
  switch (frame.type) {
    case "message":
    case "ack":
      return settle({ ...thread, messages: [...thread.messages, frame.message] }, frame.message.client_id);
    case "message_changed": {
      const changed = frame.message;
      return { ...thread, messages: thread.messages.map((one) => (one.id === changed.id ? changed : one)) };
    }
    case "conversation":
      return { ...thread, notices: [...thread.notices, frame.notice] };
    case "receipt":
      return { ...thread, receipts: advance(thread.receipts, frame.receipt) };
  }
}

function advance(receipts: Thread["receipts"], news: StaffReceipt): Thread["receipts"] {
  const old = receipts[news.by];
  const delivered = Math.max(old.delivered, news.delivered);
  return { ...receipts, [news.by]: { delivered, seen: Math.max(old.seen, news.seen) } };
}

/** The message with this client id is stored: it is no longer on its way. */
function settle(thread: Thread, clientId: string | null): Thread {
  if (clientId === null || !thread.outgoing.some((one) => one.client_id === clientId)) return thread;
  return { ...thread, outgoing: thread.outgoing.filter((one) => one.client_id !== clientId) };
}

/** Puts an earlier page before what is shown. */
export function prepend(thread: Thread, page: Timeline): Thread {
  const have = new Set([...thread.messages, ...thread.notices].map((one) => one.seq));
  const fresh = <T extends { seq: number }>(items: T[]) => items.filter((one) => !have.has(one.seq));
  const bySeq = (a: { seq: number }, b: { seq: number }) => a.seq - b.seq;
  return {
    ...thread,
    messages: [...fresh(page.messages), ...thread.messages].sort(bySeq),
    notices: [...fresh(page.notices), ...thread.notices].sort(bySeq),
    hasOlder: page.has_older,
  };
}

export function enqueue(thread: Thread, message: Outgoing): Thread {
  return { ...thread, outgoing: [...thread.outgoing, message] };
}

export function refuse(thread: Thread, clientId: string, error: string | null): Thread {
  return {
    ...thread,
    outgoing: thread.outgoing.map((one) => (one.client_id === clientId ? { ...one, error } : one)),
  };
}

export function discard(thread: Thread, clientId: string): Thread {
  return settle(thread, clientId);
}
