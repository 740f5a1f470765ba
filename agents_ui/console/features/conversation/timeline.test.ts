import { describe, expect, it } from "vitest";

import { at, LAN, mail, message, notice } from "./fixtures";
import { emptyThread, type Thread } from "./thread";
import { labelled, timeline, type Group, type Item } from "./timeline";

function thread(part: Partial<Thread>): Thread {
  return { ...emptyThread("c"), seq: 1, ...part };
}

const groups = (items: Item[]) => items.filter((item): item is Group => item.kind === "group");
const ours = (seq: number, part = {}) => message(seq, { author: "agent", agent: LAN, ...part });

describe("the timeline", () => {
  it("groups what one person wrote in a row, and begins anew for notes, others and after a pause", () => {
    const items = timeline(
      thread({
        messages: [
          message(1),
          message(2),
          ours(3),
          ours(4, { audience: "staff", public_seq: null }),
          message(5),
          message(20),
        ],
      }),
      LAN,
    );
    expect(groups(items).map((group) => group.bubbles.length)).toEqual([2, 1, 1, 1, 1]);
    expect(groups(items).map((group) => group.note)).toEqual([false, false, true, false, false]);
  });

  it("says of what the bot offered which choice was taken", () => {
    const choices = [{ id: "yes", label: "Yes" }, { id: "no", label: "No" }];
    const bot = message(1, { author: "bot", content: { kind: "question", choices } });
    const taken = message(2, { body: "No", content: { kind: "chosen", message: "m1", choice: "no" } });
    const [offered, answer] = groups(timeline(thread({ messages: [bot, taken] }), LAN)).map((group) => group.bubbles[0]!);
    expect([offered!.content?.kind, offered!.chosen]).toEqual(["question", "no"]);
    expect([answer!.content?.kind, answer!.chosen]).toEqual(["chosen", undefined]);
  });

  it("does not show what its writer has taken back", () => {
    const items = timeline(thread({ messages: [message(1), ours(2, { delivery: "withdrawn", body: "" })] }), LAN);
    expect(groups(items)).toHaveLength(1);
  });

  it("puts notices between messages by their sequence", () => {
    const items = timeline(thread({ messages: [message(1), message(3)], notices: [notice(2), notice(4)] }), LAN);
    expect(items.map((item) => item.kind)).toEqual(["day", "group", "notice", "group", "notice"]);
  });

  it("folds a long run of notices but the last, and leaves out facts without a line", () => {
    const notices = [2, 3, 4, 5, 6].map((seq) => notice(seq));
    const unknown = notice(7, { kind: "ConversationOpened" });
    const items = timeline(thread({ messages: [message(1)], notices: [...notices, unknown] }), LAN);
    expect(items.map((item) => item.kind)).toEqual(["day", "group", "fold", "notice"]);
    expect(items[2]).toMatchObject({ notices: notices.slice(0, 4) });
    expect(items[3]).toMatchObject({ notice: { seq: 6 } });
  });

  it("draws a line where the day changes", () => {
    const items = timeline(thread({ messages: [message(1), message(2, { at: at(60 * 24) })] }), LAN);
    expect(items.filter((item) => item.kind === "day")).toHaveLength(2);
  });

  it("shows outgoing messages last, as ours", () => {
    const outgoing = [{ client_id: "x", body: "hi", audience: "public" as const, mentions: [], at: at(9), error: null }];
    const items = timeline(thread({ messages: [message(1)], outgoing }), LAN);
    expect(groups(items).at(-1)).toMatchObject({ author: "agent", agent: LAN });
    expect(groups(items).at(-1)?.bubbles[0]).toMatchObject({ delivery: "sending", clientId: "x" });
  });

  it("derives delivery from the customer's receipts", () => {
    const state = (receipt: { delivered: number; seen: number }, part = {}) =>
      groups(timeline(thread({ messages: [ours(4, part)], receipts: { customer: receipt, agent: receipt } }), LAN))[0]!
        .bubbles[0]!.delivery;
    expect(state({ delivered: 3, seen: 3 })).toBe("stored");
    expect(state({ delivered: 4, seen: 3 })).toBe("delivered");
    expect(state({ delivered: 4, seen: 4 })).toBe("seen");
    expect(state({ delivered: 4, seen: 4 }, { delivery: "failed" })).toBe("failed");
    expect(state({ delivered: 4, seen: 4 }, { public_seq: null, audience: "staff" })).toBeNull();
  });

  it("says each state once, at the newest bubble, but every failure", () => {
    const messages = [ours(1), ours(2), ours(3), ours(4, { delivery: "failed" }), ours(5, { delivery: "failed" })];
    const receipts = { customer: { delivered: 2, seen: 2 }, agent: { delivered: 0, seen: 0 } };
    const labels = labelled(timeline(thread({ messages, receipts }), LAN));
    expect([...labels].sort()).toEqual(["m2", "m3", "m4", "m5"]);
  });
});

it("a mail stands for itself, says its subject where that is another, and the last ones are open", () => {
  const subjects = ["Bowl", "Re: Bowl", "Invoice", "RE: Invoice"];
  const messages = subjects.map((subject, index) => message(index + 1, { mail: mail({ subject }) }));
  const mails = timeline({ ...emptyThread("c"), messages }, LAN).filter((item) => item.kind === "mail");
  expect(mails.map((item) => item.subject)).toEqual(["Bowl", null, "Invoice", null]);
  expect(mails.map((item) => item.late)).toEqual([false, true, true, true]);
});
