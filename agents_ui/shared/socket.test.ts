import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { backoff, openSocket, type LiveSocket, type SocketState } from "./socket";

class FakeSocket {
  static OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  say(...frames: unknown[]): void {
    this.onmessage?.({ data: JSON.stringify(frames) });
  }

  drop(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
  }
}

describe("the socket", () => {
  let states: SocketState[];
  let frames: unknown[];
  let live: LiveSocket<{ type: string }>;
  const newest = () => FakeSocket.all.at(-1)!;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", FakeSocket);
    FakeSocket.all = [];
    states = [];
    frames = [];
    live = openSocket<{ type: string }, unknown>({
      url: () => "ws://x/socket",
      ping: { type: "heartbeat" },
      onOpen: () => frames.push("opened"),
      onFrames: (news) => frames.push(...news),
      onState: (state) => states.push(state),
      onRefused: (code) => code !== 4401,
    });
  });

  afterEach(() => {
    live.close();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("hands on every frame of a message, in order", () => {
    newest().open();
    newest().say({ n: 1 }, { n: 2 });
    newest().say({ n: 3 });
    expect(frames).toEqual(["opened", { n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it("comes back after a drop, and says how it stands", () => {
    newest().open();
    newest().drop();
    expect(states).toEqual(["connecting", "open", "offline"]);
    vi.advanceTimersByTime(500);
    expect(FakeSocket.all).toHaveLength(2);
    newest().open();
    expect(states.at(-1)).toBe("open");
  });

  it("waits longer each time, up to half a minute, spread by chance", () => {
    expect(backoff(0, 0)).toBe(250);
    expect(backoff(3, 1)).toBe(4000);
    expect(backoff(20, 1)).toBe(30_000);
    expect(backoff(20, 0)).toBe(15_000);
  });

  it("sends its heartbeat, and drops a line that has gone silent", () => {
    newest().open();
    vi.advanceTimersByTime(10_000);
    expect(newest().sent).toEqual(['{"type":"heartbeat"}']);
    vi.advanceTimersByTime(20_000);
    expect(states.at(-1)).not.toBe("open");
  });

  it("says whether a command went out", () => {
    expect(live.send({ type: "x" })).toBe(false);
    newest().open();
    expect(live.send({ type: "x" })).toBe(true);
    newest().drop();
    expect(live.send({ type: "x" })).toBe(false);
  });

  it("does not come back when it was refused for good, nor after close", () => {
    newest().open();
    newest().drop(4401);
    vi.advanceTimersByTime(120_000);
    live.retryNow();
    expect(FakeSocket.all).toHaveLength(1);
  });

  it("ignores what an older line still says", () => {
    const first = newest();
    first.open();
    first.drop();
    vi.advanceTimersByTime(500);
    first.say({ late: true });
    expect(frames).toEqual(["opened"]);
  });

  it("tries at once when the network returns", () => {
    newest().open();
    newest().drop();
    window.dispatchEvent(new Event("online"));
    expect(FakeSocket.all).toHaveLength(2);
  });
});
