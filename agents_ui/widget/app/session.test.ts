// The session against a fake socket and a fake loader: what goes over both lines, and what is kept for the next page.
import type { Uploads } from "@shared/uploads";
import { locale } from "@shared/i18n/index";
import { describe, expect, it, vi } from "vitest";
import { nextTick } from "vue";

import type { Kept } from "../protocol";
import type { Frame } from "./frames";
import { ack, conversation, message, own, refusal, said, snapshot, welcome } from "./testing";
import { begin, FakeSocket, fakeWorld, hear, kept, posted, session, socket, start } from "./world";

fakeWorld();

describe("beginning", () => {
  it("asks the loader first and then says hello with what it has kept", () => {
    start();
    expect(posted).toEqual([{ type: "ready" }]);
    hear({ type: "init", kept: { token: "t", conversation: "c1", open: true }, tab: { drafts: { c1: "half", "": "new" } }, locale: "vi", wishes: {} });
    socket().open();
    const hello = { type: "hello", embed_token: "embed", visitor_token: "t", conversation: "c1", after: null, locale: "vi" };
    expect(socket().sent).toEqual([hello]);
    expect([locale.value, session.draft.value, session.expecting.value]).toEqual(["vi", "half", true]);
  });

  it("does not listen to other origins", () => {
    start();
    hear({ type: "init", kept: {}, tab: {}, locale: "vi", wishes: {} }, "https://evil.example");
    expect(FakeSocket.all).toEqual([]);
  });

  it("keeps nothing of a visitor who has only looked", async () => {
    begin();
    await socket().say(welcome(null));
    expect(kept().filter((part) => !part.colour)).toEqual([]);
  });
});

describe("what the page has the visitor say", () => {
  const written = () => socket().sent.filter((command) => command.type === "send");

  it("is sent once the server has welcomed, and what was being written stays", async () => {
    begin({}, { drafts: { "": "half" } });
    hear({ type: "say", text: "Call me" });
    expect(written()).toEqual([]);
    await socket().say(welcome(null));
    await nextTick();
    expect(written()).toMatchObject([{ body: "Call me" }]);
    expect(session.draft.value).toBe("half");
    hear({ type: "say", text: "Call me again" });
    await nextTick();
    expect(session.chat.value.outbox.map((item) => item.body)).toContain("Call me again");
  });
});

describe("the shop's word", () => {
  const signed = (identity?: string) => ({ type: "init", kept: {}, tab: {}, locale: "en", wishes: { identity } }) as const;
  const identified = (token = "t"): Frame => ({ ...welcome(null), visitor_token: token, identified: true }) as Frame;

  it("is shown at hello until the server has taken it, and the token is kept at once", async () => {
    start();
    hear(signed("jwt"));
    socket().open();
    expect(socket().sent[0]).toMatchObject({ type: "hello", identity: "jwt" });
    await socket().say(identified());
    expect(kept().at(-1)).toMatchObject({ token: "t", open: false });
    hear(signed("jwt"));
    expect(FakeSocket.all).toHaveLength(1);
    hear(signed("another"));
    socket().open();
    expect(socket().sent[0]).toMatchObject({ visitor_token: "t", identity: "another" });
  });

  it("warns the page's developer where it is refused, and chats on", async () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    start();
    hear(signed("jwt"));
    socket().open();
    await socket().say(refusal("identity_expired", null));
    await socket().say(welcome(null));
    expect(warned).toHaveBeenCalledOnce();
    expect([session.refused.value, session.chat.value.welcomed]).toEqual([false, true]);
    warned.mockRestore();
  });

  it("wipes what another customer of the shop has said at this browser", async () => {
    begin({ token: "t", conversation: "c1", open: true });
    await socket().say(welcome(), snapshot([message(1)], 1));
    session.draft.value = "half";
    hear(signed("jwt"));
    socket().open();
    await socket().say(identified("fresh"));
    expect([session.chat.value.messages, session.draft.value]).toEqual([[], ""]);
    expect((Object.assign({}, ...kept()) as Kept).token).toBe("fresh");
  });
});

describe("signing out", () => {
  it("leaves nothing in the app, and begins anew as somebody nobody knows", async () => {
    begin({ token: "t", conversation: "c1", open: true });
    await socket().say(welcome(), snapshot([message(1)], 1));
    session.write("unsent");
    session.attachments.uploads.value = { items: { value: [{}] } } as unknown as Uploads;
    hear({ type: "kept", kept: { locale: "vi", out: 1 } });
    expect([session.chat.value.messages, session.chat.value.outbox, session.draft.value]).toEqual([[], [], ""]);
    expect(session.attachments.any.value).toBe(false);
    socket().open();
    expect(socket().sent[0]).toMatchObject({ type: "hello", visitor_token: null, conversation: null });
    const all = Object.assign({}, ...kept()) as Kept;
    expect([all.token, all.conversation, all.open]).toEqual([undefined, null, false]);
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
    start();
    hear({ type: "init", kept: {}, tab: {}, locale: "en", wishes: {} });
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
    expect(socket().sent.slice(1)).toEqual([first, { type: "list", before: null }]);
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

  it("are over when the chat is opened again after a block was lifted", async () => {
    begin({ token: "t", conversation: "c1", open: true });
    await socket().say(welcome(), snapshot([message(1)], 1));
    session.write("Hello");
    const sent = socket().sent.at(-1)!;
    await socket().say(refusal("blocked", sent.type === "send" ? sent.client_id : null));
    expect([session.refused.value, FakeSocket.all.length]).toEqual([true, 1]);
    hear({ type: "shown", shown: false, focus: true, full: false });
    hear({ type: "shown", shown: true, focus: true, full: false });
    socket().open();
    await socket().say(refusal("blocked", null));
    expect([session.refused.value, FakeSocket.all.length]).toEqual([true, 2]);
    hear({ type: "shown", shown: true, focus: true, full: false });
    socket().open();
    await socket().say(welcome());
    expect([session.refused.value, socket().sent[1]]).toEqual([false, sent]);
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

  it("count another conversation that has something new, without being asked", async () => {
    begin({ token: "t" });
    await socket().say(welcome(), snapshot([], 0));
    const line = { id: "c2", status: "open" as const, agent: null, preview: "hi", last_message_at: message(1).at, unread: false };
    await socket().say({ type: "conversations", items: [line], next: null });
    await socket().say({ type: "conversations", items: [{ ...line, unread: true }], next: null });
    expect(posted.flatMap((m) => (m.type === "unread" ? [m.count] : []))).toEqual([1]);
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

describe("the bot", () => {
  const offers = message(2, { author: "bot", agent: null, content: { kind: "question", choices: [{ id: "a:1", label: "Returns" }] } });
  const withBot = conversation({ agent: null, waiting: true, bot: true });

  it("hears which button was pressed, also from the next page, and a half-written text stays", async () => {
    begin({ token: "t", conversation: "c1", open: true });
    await socket().say(welcome("c1"), snapshot([own(1, "a"), offers], 2, { conversation: withBot }));
    session.draft.value = "half";
    const choice = { message: "m2", choice: "a:1" };
    session.answer("Returns", choice);
    expect(socket().sent.at(-1)).toMatchObject({ type: "send", body: "Returns", conversation: "c1", choice: { kind: "chosen", ...choice } });
    expect(session.draft.value).toBe("half");
    const [unsent] = Object.values(kept().findLast((part) => part.unsent)!.unsent!);
    expect(unsent).toMatchObject({ body: "Returns", choice });
  });

  it("is left by one command", async () => {
    begin({ token: "t", conversation: "c1", open: true });
    await socket().say(welcome("c1"), snapshot([own(1, "a"), offers], 2, { conversation: withBot }));
    session.person();
    expect(socket().sent.at(-1)).toEqual({ type: "person" });
  });

  it("has a face as long as the visitor wants one, in all tabs", () => {
    begin({ faceless: true });
    expect(session.faceless.value).toBe(true);
    session.showFace(true);
    expect(kept().at(-1)).toEqual({ faceless: false });
    hear({ type: "kept", kept: { faceless: true } });
    expect(session.faceless.value).toBe(true);
  });
});
