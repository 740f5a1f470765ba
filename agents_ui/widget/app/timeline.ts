// What the log shows: messages in groups by author and time, a line for each day. Pure.
import { sameDay } from "@shared/format";
import type { FileRef } from "@shared/uploads";

import type { Content, Message, Receipt } from "./frames";
import type { Outgoing } from "./state";

const GROUP_SPAN = 5 * 60_000;

export interface Bubble {
  /** The same before and after the acknowledgement, so that nothing jumps. */
  key: string;
  body: string;
  files: readonly FileRef[];
  /** What it shows beside its text. */
  content: Content | null;
  at: number;
  state: "stored" | "sending" | "failed";
  /** Why it failed. */
  failed: string | null;
  clientId: string | null;
  /** Only under own bubbles, and only where it says something new. */
  mark: "sent" | "delivered" | "seen" | null;
}

export interface Group {
  kind: "group";
  key: string;
  author: Message["author"];
  name: string | null;
  bubbles: Bubble[];
}

export interface Day {
  kind: "day";
  key: string;
  at: number;
}

export type Row = Group | Day;

export function timeline(messages: Message[], outbox: Outgoing[], theirs: Receipt): Row[] {
  const rows: Row[] = [];
  let last: { author: string; name: string | null; at: number } | null = null;
  const put = (author: Message["author"], name: string | null, bubble: Bubble) => {
    const newDay = !last || !sameDay(last.at, bubble.at);
    if (newDay) rows.push({ kind: "day", key: `day-${bubble.key}`, at: bubble.at });
    const group = rows.at(-1);
    const joins = last?.author === author && last.name === name && bubble.at - last.at < GROUP_SPAN;
    if (!newDay && joins && group?.kind === "group") group.bubbles.push(bubble);
    else rows.push({ kind: "group", key: `group-${bubble.key}`, author, name, bubbles: [bubble] });
    last = { author, name, at: bubble.at };
  };
  const marks = ownMarks(messages, theirs, outbox.length > 0);
  for (const message of messages) {
    put(message.author, message.agent?.name ?? null, {
      key: message.client_id ?? message.id,
      body: message.body,
      files: message.files,
      content: message.content,
      at: Date.parse(message.at),
      state: "stored",
      failed: null,
      clientId: message.client_id,
      mark: marks.get(message.id) ?? null,
    });
  }
  for (const item of outbox) {
    const { client_id, body, files = [], at, failed } = item;
    put("customer", null, { key: client_id, body, files, content: null, at, state: failed ? "failed" : "sending", failed, clientId: client_id, mark: null });
  }
  return rows;
}

/** "Seen" under the last own message that was seen, and how far the newest one has come. */
function ownMarks(messages: Message[], theirs: Receipt, sending: boolean): Map<string, Bubble["mark"]> {
  const marks = new Map<string, Bubble["mark"]>();
  const own = messages.filter((message) => message.author === "customer");
  const newest = own.at(-1);
  if (newest && !sending) marks.set(newest.id, newest.seq <= theirs.delivered ? "delivered" : "sent");
  const seen = own.findLast((message) => message.seq <= theirs.seen);
  if (seen) marks.set(seen.id, "seen");
  return marks;
}
