import { locale } from "@shared/i18n";
import type { IntakeRule } from "@shared/wire";
import { beforeEach, describe, expect, it } from "vitest";

import { conditionText, fresh, howsOf, isComplete, outcomeText, trialOf, type Names } from "./rules";

const NAMES: Names = {
  inbox: () => "Shop",
  label: () => "Urgent",
  field: (key) => (key === "tier" ? "Tier" : key),
  skill: () => "Returns",
  queue: () => "After sales",
};
const RULE: IntakeRule = { id: "r1", name: "Returns", conditions: [], outcome: { queue: null }, enabled: true, version: 1 };

describe("an intake rule", () => {
  beforeEach(() => (locale.value = "en"));

  it.each([
    [{ about: "channel", how: "is", values: ["webchat", "email"] }, "Channel is Chat or E-mail"],
    [{ about: "language", how: "is_not", values: ["vi"] }, "Language is not Vietnamese"],
    [{ about: "words", how: "contains", values: ["return", "đổi"] }, "First message contains “return” or “đổi”"],
    [{ about: "inbox", values: ["i1"] }, "Inbox is Shop"],
    [{ about: "hours", how: "is", values: ["closed"] }, "Hours of the inbox is closed"],
    [{ about: "field.tier", how: "is", values: ["gold"] }, "Tier is “gold”"],
  ] as const)("says %j as words", (condition, text) =>
    expect(conditionText({ ...condition, values: [...condition.values] }, NAMES)).toBe(text),
  );

  it("says where a contact goes", () => {
    expect(outcomeText({ queue: null }, NAMES)).toBe("the default queue");
    const full = { queue: "q1", needs: [{ skill: "s", level: 3 }], priority: 5 };
    expect(outcomeText(full, NAMES)).toBe("After sales, needs Returns 3 or better, priority 5");
  });

  it("begins with what fits its subject, and is complete with a value", () => {
    expect([fresh("words").how, fresh("channel").how]).toEqual(["contains", "is"]);
    expect([howsOf("label"), howsOf("field.tier")]).toEqual([["is", "is_not"], ["is", "is_not", "contains"]]);
    expect(isComplete([{ about: "words", values: [" "] }])).toBe(false);
    expect(isComplete([{ about: "words", values: ["a", ""] }])).toBe(true);
  });

  it("shows what became of it as a sample was tried", () => {
    const tried = (failed: number | null, skipped = false) => trialOf(RULE, [{ id: "r1", name: "Returns", failed, skipped }]);
    expect([tried(null), tried(0), tried(null, true), trialOf(RULE, []), trialOf(RULE, null)]).toEqual([
      "matched",
      "failed",
      "skipped",
      "unasked",
      "unasked",
    ]);
  });
});
