// Several conversations of one visitor: turning from one to another, and beginning one beside another.
import { describe, expect, it } from "vitest";

import type { Frame, OwnConversation } from "./frames";
import { others } from "./state";
import { ack, conversation, frames, message, own, refusal, run, said, snapshot, welcome, write } from "./testing";

const live = run([frames(welcome(), snapshot([message(1)], 1)), frames(listed(line("c1")))]).chat;
const other = snapshot([message(4)], 4, { conversation: conversation({ id: "c2" }) });

function line(id: string, extra: Partial<OwnConversation> = {}): OwnConversation {
  return { id, status: "open", agent: null, preview: "hello", last_message_at: message(1).at, unread: false, ...extra };
}

function listed(...items: OwnConversation[]): Frame {
  return { type: "conversations", items, next: null };
}

describe("the list of conversations", () => {
  it("comes in pages, each line once", () => {
    const first: Frame = { type: "conversations", items: [line("c3"), line("c2")], next: "more" };
    const { chat, commands } = run([{ type: "listWanted", more: false }, frames(first), { type: "listWanted", more: true }], live);
    expect(commands).toEqual([
      { type: "list", before: null },
      { type: "list", before: "more" },
    ]);
    const all = run([frames(listed(line("c2"), line("c1")))], chat).chat;
    expect(all.own?.map(({ id }) => id)).toEqual(["c3", "c2", "c1"]);
    expect(others(all).map(({ id }) => id)).toEqual(["c3", "c2"]);
    expect(run([{ type: "listWanted", more: true }], all).commands).toEqual([]);
  });

  it("comes unasked when another conversation has something new", () => {
    const { chat, commands } = run([frames(listed(line("c2", { unread: true }), line("c1")))], live);
    expect(others(chat)).toMatchObject([{ id: "c2", unread: true }]);
    expect(commands).toEqual([]);
  });

  it("is asked for once at a time", () => {
    expect(run([{ type: "listWanted", more: false }, { type: "listWanted", more: false }], live).commands).toHaveLength(1);
  });
});

describe("turning to another conversation", () => {
  const turned = run([{ type: "chosen", conversation: "c2" }], live);

  it("asks for it and passes over everything else until it comes", () => {
    expect(turned.commands).toEqual([{ type: "show", conversation: "c2" }]);
    const late = run([frames(said(message(2))), frames(snapshot([message(1), message(2)], 2))], turned.chat).chat;
    expect([late.conversation, late.messages]).toEqual([null, []]);
    const shown = run([frames(other)], late).chat;
    expect([shown.conversation?.id, shown.seq, shown.wanted]).toEqual(["c2", 4, null]);
  });

  it("comes back to one that was left before, also where it has ended", () => {
    const { chat } = run([frames(other), { type: "chosen", conversation: "c1" }], turned.chat);
    const ended = snapshot([message(1)], 3, { conversation: conversation({ status: "resolved" }) });
    expect(run([frames(ended)], chat).chat.conversation).toMatchObject({ id: "c1", status: "resolved" });
  });

  it("sends what was written before into the conversation that it was written into", () => {
    const { chat, commands } = run([write("a"), write("b"), { type: "chosen", conversation: "c2" }, frames(other)], live);
    expect(chat.conversation?.id).toBe("c2");
    const { chat: after, commands: more } = run([frames(ack(2, "a"))], chat);
    expect([...commands, ...more].filter(({ type }) => type === "send")).toMatchObject([
      { client_id: "a", conversation: "c1" },
      { client_id: "b", conversation: "c1" },
    ]);
    expect(after.outbox.map((item) => item.client_id)).toEqual(["b"]);
    expect(after.messages.map(({ seq }) => seq)).toEqual([4]);
  });

  it("is asked for again after a lost connection, whatever the server shows first", () => {
    const { chat, commands } = run([{ type: "disconnected" }, frames(welcome("c1"), snapshot([message(1)], 1))], turned.chat);
    expect(chat.conversation).toBeNull();
    expect(commands).toEqual([{ type: "show", conversation: "c2" }]);
  });

  it("is given up where there is no such conversation", () => {
    expect(run([frames(refusal("not_found", null))], turned.chat).chat.wanted).toBeNull();
  });
});

describe("beginning a conversation beside an open one", () => {
  const begun = run([{ type: "began" }, write("a"), write("b")], live);

  it("says so with the first message alone", () => {
    expect(begun.commands).toEqual([
      { type: "restart" },
      { type: "send", client_id: "a", body: "body of a", conversation: null, begin: true },
    ]);
    const stored = run([frames(ack(1, "a", "c9"))], begun.chat);
    expect(stored.commands).toMatchObject([{ type: "send", client_id: "b", conversation: "c9" }]);
    expect(stored.commands[0]).not.toHaveProperty("begin");
    expect([stored.chat.conversation?.id, stored.chat.beginning]).toEqual(["c9", false]);
  });

  it("passes over the other one, also after a lost connection", () => {
    const { chat } = run([frames(said(message(2))), { type: "disconnected" }], begun.chat);
    const back = run([frames(welcome("c1"), snapshot([message(1), message(2)], 2))], chat);
    expect([back.chat.conversation, back.chat.beginning]).toEqual([null, true]);
    expect(back.commands).toMatchObject([{ type: "restart" }, { type: "send", client_id: "a", begin: true }]);
  });

  it("knows its own conversation by the message in a snapshot", () => {
    const mine = snapshot([own(1, "a")], 1, { conversation: conversation({ id: "c9" }) });
    const { chat } = run([frames(mine)], begun.chat);
    expect([chat.conversation?.id, chat.outbox.map((item) => item.client_id)]).toEqual(["c9", ["b"]]);
  });

  it("outlives the page", () => {
    const unsent = [{ client_id: "a", body: "kept", at: 1, conversation: null, begin: true }];
    const { chat, commands } = run([{ type: "restored", unsent }, frames(welcome("c1"), snapshot([message(1)], 1))]);
    expect(chat.conversation).toBeNull();
    expect(commands).toContainEqual({ type: "send", client_id: "a", body: "kept", conversation: null, begin: true });
  });
});

describe("answers before the first message", () => {
  const about = { email: "no address" };
  const asked = run([frames(welcome(null)), { type: "written", client_id: "a", body: "Hi", now: 0, about }]);

  it("go with it", () => {
    expect(asked.commands.at(-1)).toEqual({ type: "send", client_id: "a", body: "Hi", conversation: null, about });
  });

  it("come back with everything that was written where one does not fit", () => {
    const { chat } = run([frames(refusal("invalid_input", "a", null, "email"))], asked.chat);
    expect([chat.outbox, chat.sentBack]).toEqual([[], { body: "Hi", about, field: "email" }]);
    expect(run([write("b")], chat).chat.sentBack).toBeNull();
  });

  it("are asked for where the server misses one", () => {
    const { chat } = run([frames(welcome(null)), write("a"), frames(refusal("answer_missing", "a", null, "name"))]);
    expect(chat.sentBack).toEqual({ body: "body of a", about: {}, field: "name" });
  });
});

describe("a wish", () => {
  const ended = run([frames({ type: "conversation", seq: 2, conversation: conversation({ status: "resolved", may_rate: true }) })], live).chat;
  const rated = run([{ type: "rated", score: 5, comment: null }], ended);

  it("to rate is done when the conversation shows the score", () => {
    expect(rated.commands).toEqual([{ type: "rate", conversation: "c1", score: 5, comment: null }]);
    const scored: Frame = { type: "conversation", seq: 3, conversation: conversation({ status: "resolved", score: 5 }) };
    expect(run([frames(scored)], rated.chat).chat.wish).toEqual({ kind: "rating", state: "done", code: null });
  });

  it("that is refused says why, and does not hold the messages up", () => {
    const { chat } = run([frames(refusal("too_many_transcripts", null, 600))], run([{ type: "mailWanted", email: "a@b.vn", zone: "UTC" }], live).chat);
    expect([chat.wish, chat.pausedUntil]).toEqual([{ kind: "mail", state: "refused", code: "too_many_transcripts" }, 0]);
  });

  it("without a connection is refused at once, and one under way when it is lost", () => {
    const cut = run([{ type: "disconnected" }], rated.chat).chat;
    expect(cut.wish?.code).toBe("offline");
    expect(run([{ type: "mailWanted", email: "a@b.vn", zone: "UTC" }], cut)).toMatchObject({ chat: { wish: { code: "offline" } }, commands: [] });
  });
});

it("a visitor who was blocked meanwhile is told at once", () => {
  expect(run([frames(refusal("blocked", null))], live).chat.refused).toBe("blocked");
});
