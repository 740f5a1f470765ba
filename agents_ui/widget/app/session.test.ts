// The session against a fake socket and a fake loader: what goes over both lines, and what is kept for the next page.
import { locale } from "@shared/i18n/index";
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from "vitest";
import { nextTick } from "vue";

import type { Kept, ToFrame, ToLoader } from "../protocol";
import type { Command, Frame } from "./frames";
import { startSession, type Session } from "./session";
import { ack, conversation, message, own, refusal, said, snapshot, welcome } from "./testing";

const SITE = "https://shop.example";
const texts = { en: "Hi", vi: "Chào" };
const boot = () => ({
  embed_token: "embed",
  inbox: { id: "i1", name: "Shop", colour: "#0f766e", greeting: texts, title: texts },
  site: SITE,
  languages: ["en" as const, "vi" as const],
});

class FakeSocket {
  static OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: Command[] = [];
  onopen = () => {};
  onmessage = (_event: { data: string }) => {};
  onclose = (_event: { code: number }) => {};
  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text) as Command);
  }
  close() {
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen();
  }
  async say(...frames: Frame[]) {
    this.onmessage({ data: JSON.stringify(frames) });
    await nextTick();
  }
}

let posted: ToLoader[];
let session: Session;
/** A session lives as long as its page; here it has to end with its test. */
let listening: MockInstance<typeof window.addEventListener>;
const socket = () => FakeSocket.all.at(-1)!;
const kept = () => posted.flatMap((m) => (m.type === "keep" && m.kept ? [m.kept] : []));

function hear(data: ToFrame, origin = SITE) {
  window.dispatchEvent(new MessageEvent("message", { data, origin, source: window.parent as Window }));
}

function begin(before: Kept = {}, tab = {}) {
  session = startSession(boot());
  hear({ type: "init", kept: before, tab, locale: "vi" });
  socket().open();
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  posted = [];
  FakeSocket.all = [];
  listening = vi.spyOn(window, "addEventListener");
  vi.spyOn(window.parent, "postMessage").mockImplementation(((data: ToLoader, origin: string) => {
    expect(origin).toBe(SITE);
    posted.push(data);
  }) as typeof window.postMessage);
});
afterEach(() => {
  for (const [name, listener] of listening.mock.calls) window.removeEventListener(name, listener as EventListener);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("beginning", () => {
  it("asks the loader first and then says hello with what it has kept", () => {
    session = startSession(boot());
    expect(posted).toEqual([{ type: "ready" }]);
    hear({ type: "init", kept: { token: "t", conversation: "c1", open: true }, tab: { draft: "half" }, locale: "vi" });
    socket().open();
    const hello = { type: "hello", embed_token: "embed", visitor_token: "t", conversation: "c1", after: null, locale: "vi" };
    expect(socket().sent).toEqual([hello]);
    expect([locale.value, session.draft.value, session.expecting.value]).toEqual(["vi", "half", true]);
  });

  it("does not listen to other origins", () => {
    session = startSession(boot());
    hear({ type: "init", kept: {}, tab: {}, locale: "vi" }, "https://evil.example");
    expect(FakeSocket.all).toEqual([]);
  });

  it("keeps nothing of a visitor who has only looked", async () => {
    begin();
    await socket().say(welcome(null));
    expect(kept().filter((part) => !part.colour)).toEqual([]);
  });
});

describe("keeping", () => {
  it("has the token and the message kept before the server has stored it", async () => {
    begin();
    await socket().say(welcome(null));
    session.write("Hello");
    await nextTick();
    const all = Object.assign({}, ...kept()) as Kept;
    expect(all).toMatchObject({ token: "t", open: true });
    expect(Object.values(all.unsent!)).toMatchObject([{ body: "Hello", conversation: null }]);
  });

  it("has the token kept as soon as it is known for a message written without a connection", async () => {
    session = startSession(boot());
    hear({ type: "init", kept: {}, tab: {}, locale: "en" });
    session.write("Hello");
    await nextTick();
    expect(kept().some((part) => part.token)).toBe(false);
    socket().open();
    await socket().say(welcome(null));
    expect(kept().at(-1)).toMatchObject({ token: "t", open: true });
  });

  it("lets go of a message when it is stored", async () => {
    begin();
    await socket().say(welcome(), snapshot([message(1)], 1));
    session.write("Hello");
    const sent = socket().sent.at(-1)!;
    await socket().say(ack(2, sent.type === "send" ? sent.client_id : ""));
    expect(Object.values(kept().findLast((part) => part.unsent)!.unsent!)).toEqual([undefined]);
  });

  it("says nothing of the conversation between the welcome and the snapshot", async () => {
    begin({ token: "t", conversation: "c1", open: true });
    await socket().say(welcome());
    await socket().say(snapshot([own(1, "a")], 1));
    expect(kept().filter((part) => "open" in part)).toEqual([]);
  });
});

describe("a connection that comes back", () => {
  it("goes on after the last change and sends again what was not acknowledged", async () => {
    begin();
    await socket().say(welcome(), snapshot([message(1)], 1));
    session.write("Hello");
    const first = socket().sent.at(-1);
    socket().onclose({ code: 1006 });
    await vi.advanceTimersByTimeAsync(2000);
    socket().open();
    expect(socket().sent[0]).toMatchObject({ type: "hello", visitor_token: "t", conversation: "c1", after: 1 });
    await socket().say(welcome());
    expect(socket().sent.at(-1)).toEqual(first);
  });
});

describe("refusals of the hello", () => {
  it("ask for a fresh page when the token has expired, at most once a minute", async () => {
    begin({}, { reloadedAt: Date.now() - 20_000 });
    await socket().say(refusal("embed_expired", null));
    await vi.advanceTimersByTimeAsync(39_000);
    expect(posted.some((m) => m.type === "reload")).toBe(false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(posted.filter((m) => m.type === "reload")).toHaveLength(1);
    expect(session.refused.value).toBe(false);
  });

  it("begin as a new visitor when the server does not know the token's form", async () => {
    begin({ token: "old" });
    await socket().say(refusal("visitor_invalid", null));
    expect(socket().sent.at(-1)).toMatchObject({ type: "hello", visitor_token: null });
  });

  it("end the attempt where the inbox is gone", async () => {
    begin();
    await socket().say(refusal("inbox_disabled", null));
    await vi.advanceTimersByTimeAsync(60_000);
    expect([session.refused.value, FakeSocket.all.length]).toEqual([true, 1]);
  });
});

describe("receipts", () => {
  it("say delivered while the panel is closed and seen when it is open", async () => {
    begin();
    await socket().say(welcome(), snapshot([message(1)], 1));
    await vi.advanceTimersByTimeAsync(400);
    hear({ type: "shown", shown: true, focus: true, full: false });
    await vi.advanceTimersByTimeAsync(400);
    const receipts = socket().sent.filter((command) => command.type === "receipt");
    expect(receipts).toEqual([
      { type: "receipt", delivered: 1, seen: 0 },
      { type: "receipt", delivered: 1, seen: 1 },
    ]);
  });

  it("are told again when the server does not confirm them", async () => {
    begin();
    await socket().say(welcome(), snapshot([message(1)], 1));
    await vi.advanceTimersByTimeAsync(6_000);
    const told = () => socket().sent.filter((command) => command.type === "receipt").length;
    expect(told()).toBe(2);
    await socket().say({ type: "receipt", conversation: "c1", seq: 2, by: "customer", receipt: { delivered: 1, seen: 0 } });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(told()).toBe(2);
  });

  it("count unread messages for the launcher and forget them at once when seen", async () => {
    begin();
    await socket().say(welcome(), snapshot([message(1)], 1));
    await socket().say(said(message(2)));
    hear({ type: "shown", shown: true, focus: true, full: false });
    await nextTick();
    expect(posted.flatMap((m) => (m.type === "unread" ? [m.count] : []))).toEqual([1, 2, 0]);
  });
});

describe("other tabs", () => {
  it("make this one the same visitor", async () => {
    begin();
    await socket().say(welcome(null));
    hear({ type: "kept", kept: { token: "other", conversation: "c9", open: true } });
    socket().open();
    expect(socket().sent).toMatchObject([{ type: "hello", visitor_token: "other" }]);
  });

  it("take this one along out of an ended conversation", async () => {
    begin({ token: "t", conversation: "c1", open: true });
    await socket().say(welcome(), snapshot([message(1)], 1, { conversation: conversation({ status: "resolved" }) }));
    hear({ type: "kept", kept: { token: "t", conversation: null, open: false } });
    expect(session.chat.value.conversation).toBeNull();
    expect(socket().sent.at(-1)).toEqual({ type: "restart" });
  });
});
