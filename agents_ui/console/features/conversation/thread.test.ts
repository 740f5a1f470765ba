import { describe, expect, it } from "vitest";

import { LAN, message, notice, row } from "./fixtures";
import { apply, emptyThread, enqueue, prepend, refuse, type Thread, type ThreadFrame } from "./thread";

type Snapshot = Extract<ThreadFrame, { type: "snapshot" }>;

const nothing = { delivered: 0, seen: 0 };

function snapshot(part: Partial<Snapshot> = {}): Snapshot {
  return { type: "snapshot", conversation: row(), seq: 0, messages: [], notices: [], receipts: [], has_older: false, ...part };
}

function run(thread: Thread, frames: ThreadFrame[]): { thread: Thread; gaps: number } {
  let gaps = 0;
  for (const frame of frames) {
    const outcome = apply(thread, frame);
    thread = outcome.thread;
    gaps += Number(outcome.gap);
  }
  return { thread, gaps };
}

/** A server that makes random changes and can also give the whole state at any time. */
class Server {
  seq = 0;
  frames: ThreadFrame[] = [];
  state = snapshot();

  constructor(private random: () => number) {}

  change(): void {
    this.seq += 1;
    const { seq } = this;
    const kind = Math.floor(this.random() * 4);
    const old = this.state.messages[Math.floor(this.random() * this.state.messages.length)];
    if (kind === 1 && old) {
      const changed = { ...old, delivery: "failed" as const };
      this.state.messages = this.state.messages.map((one) => (one.id === old.id ? changed : one));
      this.frames.push({ type: "message_changed", conversation: "c", seq, message: changed });
    } else if (kind === 2) {
      this.state.notices = [...this.state.notices, notice(seq)];
      this.frames.push({ type: "conversation", seq, conversation: row(), notice: notice(seq) });
    } else if (kind === 3) {
      const receipt = { by: "customer" as const, delivered: seq, seen: seq - 1 };
      this.state.receipts = [receipt];
      this.frames.push({ type: "receipt", conversation: "c", seq, receipt });
    } else {
      this.state.messages = [...this.state.messages, message(seq)];
      this.frames.push({ type: "message", conversation: "c", seq, message: message(seq) });
    }
    this.state = { ...this.state, seq };
  }
}

function lcg(seed: number): () => number {
  return () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
}

describe("a thread", () => {
  it("is the same after a snapshot and frames as after a fresh snapshot, wherever it began", () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const random = lcg(seed);
      const server = new Server(random);
      for (let n = Math.floor(random() * 10); n > 0; n -= 1) server.change();
      const begun = apply(emptyThread("c"), { ...server.state }).thread;
      const from = server.frames.length;
      for (let n = 0; n < 20; n += 1) server.change();
      const followed = run(begun, server.frames.slice(from));
      expect(followed.gaps).toBe(0);
      expect(followed.thread).toEqual(apply(emptyThread("c"), server.state).thread);
    }
  });

  it("drops what it has already, however often it comes", () => {
    const server = new Server(lcg(7));
    for (let n = 0; n < 12; n += 1) server.change();
    const begun = apply(emptyThread("c"), snapshot()).thread;
    const once = run(begun, server.frames);
    const twice = run(once.thread, server.frames);
    expect(twice.thread).toBe(once.thread);
    expect(twice.gaps).toBe(0);
  });

  it("reports a hole, applies nothing past it, and catches up from where it was", () => {
    const server = new Server(lcg(3));
    for (let n = 0; n < 10; n += 1) server.change();
    const begun = run(apply(emptyThread("c"), snapshot()).thread, server.frames.slice(0, 4)).thread;
    const holed = run(begun, server.frames.slice(6));
    expect(holed.thread).toBe(begun);
    expect(holed.gaps).toBe(4);
    const caughtUp = run(holed.thread, server.frames.slice(4));
    expect(caughtUp.thread).toEqual(apply(emptyThread("c"), server.state).thread);
  });

  it("asks for a snapshot where it has none", () => {
    expect(apply(emptyThread("c"), { type: "message", conversation: "c", seq: 1, message: message(1) }).gap).toBe(true);
  });

  it("turns an outgoing message into a stored one at its acknowledgement", () => {
    const waiting = enqueue(apply(emptyThread("c"), snapshot()).thread, {
      client_id: "x",
      body: "hello",
      audience: "public",
      mentions: [],
      at: "2026-11-20T09:00:00Z",
      error: null,
    });
    const stored = message(1, { author: "agent", agent: LAN, client_id: "x", body: "hello" });
    const ack: ThreadFrame = { type: "ack", conversation: "c", client_id: "x", seq: 1, message: stored };
    const done = apply(waiting, ack).thread;
    expect(done.outgoing).toEqual([]);
    expect(done.messages).toEqual([stored]);
    expect(apply(done, ack).thread).toBe(done);
  });

  it("settles an outgoing message whose acknowledgement was lost, from a snapshot, the gap or a late ack", () => {
    const base = apply(emptyThread("c"), snapshot()).thread;
    const one = { client_id: "x", body: "hello", audience: "public" as const, mentions: [], at: "2026-11-20T09:00:00Z", error: null };
    const stored = message(1, { author: "agent", client_id: "x" });
    const bySnapshot = apply(enqueue(base, one), snapshot({ seq: 1, messages: [stored] })).thread;
    const byGap = apply(enqueue(base, one), { type: "message", conversation: "c", seq: 1, message: stored }).thread;
    const known = apply(base, snapshot({ seq: 1, messages: [stored] })).thread;
    const late: ThreadFrame = { type: "ack", conversation: "c", client_id: "x", seq: 1, message: stored };
    for (const thread of [bySnapshot, byGap, apply(enqueue(known, one), late).thread]) {
      expect(thread.outgoing).toEqual([]);
      expect(thread.messages).toHaveLength(1);
    }
  });

  it("keeps what was refused, with the reason", () => {
    const one = { client_id: "x", body: "hello", audience: "public" as const, mentions: [], at: "2026-11-20T09:00:00Z", error: null };
    const refused = refuse(enqueue(emptyThread("c"), one), "x", "too_large");
    expect(refused.outgoing[0]).toMatchObject({ body: "hello", error: "too_large" });
  });

  it("never lets a receipt go back", () => {
    const thread = run(apply(emptyThread("c"), snapshot()).thread, [
      { type: "receipt", conversation: "c", seq: 1, receipt: { by: "customer", delivered: 5, seen: 4 } },
      { type: "receipt", conversation: "c", seq: 2, receipt: { by: "customer", delivered: 3, seen: 3 } },
    ]).thread;
    expect(thread.receipts).toEqual({ customer: { delivered: 5, seen: 4 }, agent: nothing });
  });

  it("puts older pages before what is shown, each message once and in order", () => {
    const begun = apply(emptyThread("c"), snapshot({ seq: 6, messages: [message(5), message(6)], has_older: true })).thread;
    const page = { messages: [message(1), message(3), message(5)], notices: [notice(2)], has_older: false };
    const whole = prepend(begun, page);
    expect(whole.messages.map((one) => one.seq)).toEqual([1, 3, 5, 6]);
    expect(whole.notices.map((one) => one.seq)).toEqual([2]);
    expect(whole.hasOlder).toBe(false);
  });
});
