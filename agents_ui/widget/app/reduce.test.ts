import { describe, expect, it } from "vitest";

import type { Frame, Message, NumberedFrame } from "./frames";
import { emptyChat, leave, newestTheirs, unreadAfter } from "./state";
import { ack, conversation, frames, LAN, message, NOW, own, refusal, run, said, snapshot, welcome, write } from "./testing";

const live = run([frames(welcome(), snapshot([message(1)], 1))]).chat;
const bodies = (chat: { messages: Message[] }) => chat.messages.map((shown) => shown.seq);

/** A conversation's whole story, as frames from seq 1 on. */
const story: NumberedFrame[] = [
  said(own(1, "a")) as NumberedFrame,
  { type: "conversation", seq: 2, conversation: conversation() },
  said(message(3)) as NumberedFrame,
  { type: "receipt", conversation: "c1", seq: 4, by: "agent", receipt: { delivered: 1, seen: 1 } },
  said(own(5, "b")) as NumberedFrame,
  { type: "message_changed", conversation: "c1", seq: 6, message: message(3, { body: "mended" }) },
  { type: "receipt", conversation: "c1", seq: 7, by: "customer", receipt: { delivered: 3, seen: 3 } },
  { type: "conversation", seq: 8, conversation: conversation({ status: "resolved", agent: null }) },
];
const end = snapshot([own(1, "a"), message(3, { body: "mended" }), own(5, "b")], 8, {
  conversation: conversation({ status: "resolved", agent: null }),
  mine: { delivered: 3, seen: 3 },
  theirs: { delivered: 1, seen: 1 },
});
const fresh = run([frames(welcome(), end)]).chat;
const first = snapshot([own(1, "a")], 1, { conversation: conversation({ agent: null, waiting: true, may_rate: false, score: null }) });
const begun = run([frames(welcome(), first)]).chat;

describe("frames in order", () => {
  it("leads from a snapshot and the frames after it to what a fresh snapshot shows", () => {
    expect(run([frames(...story.slice(1))], begun).chat).toEqual(fresh);
  });

  it("comes to the same state however the frames are packed, doubled or turned around", () => {
    const orders = [
      story.map((frame) => [frame]),
      [story, story],
      [[...story].reverse()],
      [story.slice(4), story.slice(0, 5), story.slice(2, 7)],
    ];
    for (const order of orders) {
      expect(run(order.map((batch) => frames(...batch)), begun).chat).toEqual({ ...fresh, asked: expect.toBeOneOf([null, 1]) });
    }
  });

  it("drops a frame that it has, whatever it says", () => {
    expect(run([frames(said(message(1, { body: "again" })))], live).chat).toEqual(live);
  });

  it("ignores a frame of a conversation that was left behind", () => {
    const left = leave(run([frames({ type: "conversation", seq: 2, conversation: conversation({ status: "resolved" }) })], live).chat);
    expect(run([frames(said(message(3)))], left).chat).toEqual(left);
  });
});

describe("a hole", () => {
  it("asks once for what is missing and applies nothing beyond it", () => {
    const { chat, commands } = run([frames(said(message(3))), frames(said(message(4)))], live);
    expect(commands).toEqual([{ type: "resume", after: 1 }]);
    expect(bodies(chat)).toEqual([1]);
  });

  it("is filled by the answer, after which the early frames follow without another question", () => {
    const { chat, commands } = run([frames(said(message(3))), frames(said(message(2)))], live);
    expect(bodies(chat)).toEqual([1, 2, 3]);
    expect(commands).toEqual([{ type: "resume", after: 1 }]);
  });

  it("asks again where an answer has moved it further on", () => {
    const { commands } = run([frames(said(message(5))), frames(said(message(2)))], live);
    expect(commands).toEqual([
      { type: "resume", after: 1 },
      { type: "resume", after: 2 },
    ]);
  });

  it("is also closed by a snapshot", () => {
    const { chat } = run([frames(said(message(4))), frames(snapshot([1, 2, 3].map((seq) => message(seq)), 3))], live);
    expect(bodies(chat)).toEqual([1, 2, 3, 4]);
    expect(chat.ahead).toEqual([]);
  });

  it("is asked for again when the question was refused for haste", () => {
    const refused = run([frames(said(message(3))), frames(refusal("too_many_requests", null, 2))], live);
    expect(refused.commands).toHaveLength(1);
    const later = run([{ type: "waited", now: NOW + 2_000 }], refused.chat);
    expect(later.commands).toEqual([{ type: "resume", after: 1 }]);
  });

  it("is forgotten with the connection, which begins with what is missing", () => {
    const { chat } = run([frames(said(message(4))), { type: "disconnected" }], live);
    expect([chat.ahead, chat.asked, chat.seq]).toEqual([[], null, 1]);
  });
});

describe("sending", () => {
  it("puts a message on the line at once and shows it as sending", () => {
    const { chat, commands } = run([write("a")], live);
    expect(commands).toEqual([{ type: "send", client_id: "a", body: "body of a", conversation: "c1" }]);
    expect(chat.outbox.map((item) => item.client_id)).toEqual(["a"]);
  });

  it("keeps the order: the second goes out when the first is stored", () => {
    const { chat, commands } = run([write("a"), write("b"), write("c")], live);
    expect(commands).toHaveLength(1);
    const then = run([frames(ack(2, "a"))], chat);
    expect(then.commands).toEqual([{ type: "send", client_id: "b", body: "body of b", conversation: "c1" }]);
    const shown = run([frames(ack(3, "b")), frames(ack(4, "c"))], then.chat).chat;
    expect(shown.messages.map((m) => m.body)).toEqual(["text 1", "body of a", "body of b", "body of c"]);
    expect(shown.outbox).toEqual([]);
  });

  it("places an acknowledged message where the server has put it", () => {
    const { chat } = run([write("a"), frames(said(message(2)), ack(3, "a"))], live);
    expect(chat.messages.map((m) => m.client_id ?? m.body)).toEqual(["text 1", "text 2", "a"]);
  });

  it("waits with an acknowledgement that comes before its turn", () => {
    const early = run([write("a"), frames(ack(3, "a"))], live);
    expect(early.commands.at(-1)).toEqual({ type: "resume", after: 1 });
    expect(early.chat.outbox).toHaveLength(1);
    const { chat } = run([frames(said(message(2)))], early.chat);
    expect(bodies(chat)).toEqual([1, 2, 3]);
    expect(chat.outbox).toEqual([]);
  });

  it("asks for the text of an acknowledged message that it no longer has", () => {
    const { chat, commands } = run([frames(ack(2, "gone"))], live);
    expect(commands).toEqual([{ type: "resume", after: 1 }]);
    expect(bodies(run([frames(said(own(2, "gone")))], chat).chat)).toEqual([1, 2]);
  });

  it("begins a conversation with the first message and says the rest into it", () => {
    const started = run([frames(welcome(null)), write("a"), write("b")]);
    expect(started.commands).toEqual([{ type: "send", client_id: "a", body: "body of a", conversation: null }]);
    const { chat, commands } = run([frames(ack(1, "a"))], started.chat);
    expect(chat.conversation).toEqual({ id: "c1", status: "open", agent: null, waiting: true, may_rate: false, score: null, joined: null, bot: false });
    expect(commands).toEqual([{ type: "send", client_id: "b", body: "body of b", conversation: "c1" }]);
  });

  it("takes the snapshot of a new conversation for the acknowledgement that it holds", () => {
    const { chat, commands } = run([frames(welcome(null)), write("a"), frames(snapshot([own(1, "a")], 1), ack(1, "a"))]);
    expect(chat.outbox).toEqual([]);
    expect(bodies(chat)).toEqual([1]);
    expect(commands).toHaveLength(1);
  });
});

describe("a lost connection", () => {
  const cut = run([write("a"), write("b"), { type: "disconnected" }], live).chat;

  it("keeps what was not acknowledged and sends nothing meanwhile", () => {
    const { chat, commands } = run([write("c")], cut);
    expect(commands).toEqual([]);
    expect(chat.outbox.map((item) => item.client_id)).toEqual(["a", "b", "c"]);
  });

  it("sends it again under the same client_id, in order", () => {
    const { commands } = run([frames(welcome()), frames(ack(2, "a")), frames(ack(3, "b"))], cut);
    expect(commands.map((command) => command.type === "send" && command.client_id)).toEqual(["a", "b"]);
  });

  it("does not send again what the gap shows to be stored", () => {
    const { chat, commands } = run([frames(welcome(), said(own(2, "a")))], cut);
    expect(commands.map((command) => command.type === "send" && command.client_id)).toEqual(["b"]);
    expect(bodies(run([frames(ack(2, "a"), ack(3, "b"))], chat).chat)).toEqual([1, 2, 3]);
  });

  it("takes up what an earlier page has left, before what is written now", () => {
    const unsent = [{ client_id: "old", body: "kept", at: NOW - 5000, conversation: "c1" }];
    const { chat, commands } = run([write("new"), { type: "restored", unsent }, { type: "restored", unsent }, frames(welcome())]);
    expect(chat.outbox.map((item) => item.client_id)).toEqual(["old", "new"]);
    expect(commands).toEqual([{ type: "send", client_id: "old", body: "kept", conversation: "c1" }]);
  });
});

describe("a refusal", () => {
  it("marks the message and goes on with the next", () => {
    const { chat, commands } = run([write("a"), write("b"), frames(refusal("message_too_long", "a"))], live);
    expect(chat.outbox.map((item) => item.failed)).toEqual(["message_too_long", null]);
    expect(commands.at(-1)).toMatchObject({ type: "send", client_id: "b" });
  });

  it("lets a failed message be tried again or dropped", () => {
    const { chat } = run([write("a"), frames(refusal("invalid_input", "a"))], live);
    expect(run([{ type: "retried", client_id: "a", now: NOW }], chat).commands).toMatchObject([{ type: "send", client_id: "a" }]);
    expect(run([{ type: "discarded", client_id: "a" }], chat).chat.outbox).toEqual([]);
  });

  it("does not drop a message that may be stored", () => {
    const { chat } = run([write("a"), { type: "discarded", client_id: "a" }], live);
    expect(chat.outbox).toHaveLength(1);
  });

  it("for haste pauses the whole line and loses nothing", () => {
    const { chat, commands } = run([write("a"), write("b"), frames(refusal("too_many_requests", "a", 7))], live);
    expect(commands).toHaveLength(1);
    expect(run([{ type: "waited", now: NOW + 6_999 }], chat).commands).toEqual([]);
    const later = run([{ type: "waited", now: NOW + 7_000 }], chat);
    expect(later.commands).toMatchObject([{ type: "send", client_id: "a" }]);
  });

  it("for a full disk is tried again by itself", () => {
    const { chat } = run([write("a"), frames(refusal("storage_unavailable", "a"))], live);
    expect(chat.outbox[0]!.failed).toBeNull();
    expect(run([{ type: "waited", now: NOW + 3_000 }], chat).commands).toMatchObject([{ type: "send", client_id: "a" }]);
  });

  it("of the hello is kept, unless it passes by itself", () => {
    expect(run([frames(refusal("embed_expired", null))]).chat.refused).toBe("embed_expired");
    expect(run([frames(refusal("storage_unavailable", null))]).chat.refused).toBeNull();
    expect(run([frames(refusal("embed_expired", null)), frames(welcome(null))]).chat.refused).toBeNull();
  });
});

describe("several tabs", () => {
  it("show an own message from another tab", () => {
    const { chat } = run([frames(said(own(2, "elsewhere")))], live);
    expect(chat.messages.at(-1)).toMatchObject({ author: "customer", client_id: "elsewhere" });
  });

  it("send a restored message only until one of them has it stored", () => {
    const { chat, commands } = run([write("a"), frames(said(own(2, "a"))), frames(ack(2, "a"))], live);
    expect(chat.outbox).toEqual([]);
    expect(bodies(chat)).toEqual([1, 2]);
    expect(commands).toHaveLength(1);
  });

  it("go over to the conversation that another one has begun", () => {
    const { chat } = run([frames(said(own(1, "x"), "c2"))], live);
    expect([chat.conversation?.id, bodies(chat), chat.left]).toEqual(["c2", [1], ["c1"]]);
  });

  it("take over how far the visitor has seen in another one", () => {
    const seen = { delivered: 1, seen: 1 };
    const { chat } = run([frames({ type: "receipt", conversation: "c1", seq: 2, by: "customer", receipt: seen })], live);
    expect(unreadAfter(live, live.mine.seen)).toBe(1);
    expect(unreadAfter(chat, chat.mine.seen)).toBe(0);
  });
});

describe("the end", () => {
  const ended = run([frames({ type: "conversation", seq: 2, conversation: conversation({ status: "resolved" }) })], live).chat;

  it("is left behind for a new conversation", () => {
    const { chat, commands } = run([{ type: "began" }, write("a")], ended);
    expect(chat.messages).toEqual([]);
    expect(commands).toEqual([
      { type: "restart" },
      { type: "send", client_id: "a", body: "body of a", conversation: null, begin: true },
    ]);
  });

  it("is left behind where another tab has left it, and only then", () => {
    expect(run([{ type: "followed" }], live)).toEqual({ chat: live, commands: [] });
    const { chat, commands } = run([{ type: "followed" }], ended);
    expect([chat.conversation, chat.beginning, commands]).toEqual([null, false, [{ type: "restart" }]]);
  });

  it("does not come back by a late snapshot, but does when it is open again", () => {
    const { chat } = run([{ type: "followed" }], ended);
    const late = snapshot([message(1)], 2, { conversation: conversation({ status: "resolved" }) });
    expect(run([frames(late)], chat).chat).toEqual(chat);
    expect(run([frames(snapshot([message(1)], 3))], chat).chat.conversation?.status).toBe("open");
  });

  it("is gone where the server shows no conversation any more", () => {
    expect(run([{ type: "disconnected" }, frames(welcome(null))], live).chat.messages).toEqual([]);
  });
});

describe("history", () => {
  const page = run([frames(welcome(), snapshot([message(8), message(9)], 9, { has_older: true }))]).chat;

  it("is asked for once at a time", () => {
    const { chat, commands } = run([{ type: "olderWanted" }, { type: "olderWanted" }], page);
    expect(commands).toEqual([{ type: "older", before: 8 }]);
    const more: Frame = { type: "older", conversation: "c1", messages: [message(3), message(5)], has_older: false };
    const all = run([frames(more), { type: "olderWanted" }], chat);
    expect(bodies(all.chat)).toEqual([3, 5, 8, 9]);
    expect(all.commands).toEqual([]);
  });
});

describe("typing", () => {
  const typing: Frame = { type: "typing", conversation: "c1", on: true, agent: LAN };

  it("is forgotten after six seconds", () => {
    const { chat } = run([frames(typing)], live);
    expect(run([{ type: "waited", now: NOW + 5_999 }], chat).chat.typing?.agent).toEqual(LAN);
    expect(run([{ type: "waited", now: NOW + 6_000 }], chat).chat.typing).toBeNull();
  });

  it("ends with the message, with the conversation, and of itself", () => {
    const over: Frame[] = [
      said(message(2)),
      { type: "conversation", seq: 2, conversation: conversation({ status: "resolved" }) },
      { ...typing, on: false },
    ];
    for (const frame of over) expect(run([frames(typing), frames(frame)], live).chat.typing).toBeNull();
  });
});

it("knows how far receipts can reach", () => {
  expect(newestTheirs(emptyChat())).toBe(0);
  expect(newestTheirs(run([frames(said(own(2, "a")))], live).chat)).toBe(1);
});
