import { describe, expect, it } from "vitest";

import type { Content } from "../frames";
import { emptyChat, type Chat } from "../state";
import { conversation, frames, inLine, message, NOW, own, run, said, snapshot, welcome } from "../testing";
import { botHas, newestOfBot, offering, question } from "./having";

const asks: Content = { kind: "question", choices: [{ id: "article:1", label: "Returns" }] };
const ofBot = (seq: number, content: Content | null = asks) => message(seq, { author: "bot", agent: null, content });
const withBot = conversation({ agent: null, waiting: true, bot: true });
const talk = (messages = [own(1, "a"), ofBot(2)]): Chat =>
  run([frames(welcome(), snapshot(messages, messages.length, { conversation: withBot }))]).chat;
const write = (chat: Chat) => run([{ type: "written", client_id: "b", body: "b", now: NOW }], chat).chat;

describe("who answers next", () => {
  it("is the bot of a conversation that it has, and of one that is yet to begin where there is one", () => {
    const bot = { name: "Gốm", avatar: true };
    expect(botHas(emptyChat())).toBe(false);
    expect(botHas({ ...emptyChat(), bot })).toBe(true);
    expect(botHas(talk())).toBe(true);
    expect(botHas({ ...talk(), bot, conversation: conversation() })).toBe(false);
    const begun = { ...talk([own(1, "a")]), bot, conversation: { ...withBot, bot: false } };
    expect(botHas(begun)).toBe(true);
    expect(botHas({ ...begun, bot: null })).toBe(false);
    expect(botHas({ ...begun, inLine: inLine() })).toBe(false);
    expect(botHas({ ...talk(), bot, conversation: { ...withBot, bot: false } })).toBe(false);
    expect(botHas({ ...talk(), conversation: { ...withBot, status: "resolved" } })).toBe(false);
  });
});

describe("what is offered", () => {
  it("is what the newest message offers", () => {
    expect(offering(talk())?.id).toBe("m2");
    expect(offering(talk([own(1, "a"), ofBot(2, null)]))).toBeNull();
  });

  it("is gone as soon as anybody has written after it, stored or not", () => {
    expect(offering(write(talk()))).toBeNull();
    expect(offering(run([frames(said(message(3)))], talk()).chat)).toBeNull();
    expect(offering({ ...talk(), conversation: { ...withBot, status: "resolved" } })).toBeNull();
  });

  it("is there again after what was refused for good", () => {
    const refused = { ...write(talk()) };
    const outbox = refused.outbox.map((item) => ({ ...item, failed: "message_too_long" }));
    expect(offering({ ...refused, outbox })?.id).toBe("m2");
  });
});

describe("what the bot is asked", () => {
  it("keeps its name from the writing to the answer", () => {
    const asking = write(talk());
    expect(question(talk())).toBeNull();
    expect(question(asking)).toBe("b");
    const stored = run([frames(said(own(3, "b")))], asking).chat;
    expect(question(stored)).toBe("b");
    const answered = run([frames(said(ofBot(4)))], stored).chat;
    expect(question(answered)).toBeNull();
    expect(newestOfBot(answered)).toBe("m4");
  });

  it("is nothing without a connection, and nothing once a person has it", () => {
    expect(question(run([{ type: "disconnected" }], write(talk())).chat)).toBeNull();
    expect(question({ ...write(talk()), conversation: conversation() })).toBeNull();
  });
});
