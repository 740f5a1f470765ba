import { describe, expect, it } from "vitest";

import { at, LAN, message } from "./fixtures";
import { answeredSince, readUpTo } from "./stale";
import { emptyThread } from "./thread";

const HOA = { id: "hoa", name: "Hoa" };
const thread = {
  ...emptyThread("c"),
  seq: 5,
  messages: [
    message(1),
    message(2, { author: "agent", agent: LAN }),
    message(3, { author: "agent", agent: HOA }),
    message(4, { author: "agent", agent: HOA, audience: "staff" }),
    message(5),
  ],
};

describe("an answer that comes after a colleague's", () => {
  it("is noticed by what was there when it was begun", () => {
    expect(answeredSince(thread, "me", 1)).toEqual([LAN, HOA]);
    expect(answeredSince(thread, "me", 2)).toEqual([HOA]);
    expect(answeredSince(thread, "me", readUpTo(thread, null))).toEqual([]);
  });

  it("is not about one's own answers, notes or the customer's messages", () => {
    expect(answeredSince(thread, "lan", 1)).toEqual([HOA]);
    expect(answeredSince(thread, "me", 3)).toEqual([]);
    expect(answeredSince(undefined, "me", 0)).toEqual([]);
  });

  it("takes a draft from earlier as read up to then", () => {
    expect(readUpTo(thread, at(2))).toBe(2);
    expect(readUpTo(thread, at(0))).toBe(0);
    expect(readUpTo(undefined, null)).toBe(0);
  });
});
