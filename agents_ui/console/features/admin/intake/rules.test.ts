import { locale } from "@shared/i18n";
import type { IntakeRule } from "@shared/wire";
import { beforeEach, describe, expect, it } from "vitest";

import { en } from "../../../i18n";
import { ABOUTS, conditionText, fresh, hidesOthers, howsOf, isComplete, outcomeText, trialOf, type Names } from "./rules";

const NAMES: Names = {
  inbox: () => "Shop",
  label: () => "Urgent",
  field: (key) => (key === "tier" ? "Tier" : key),
  skill: () => "Returns",
  queue: () => "After sales",
};
const RULE: IntakeRule = { id: "r1", name: "Returns", conditions: [], outcome: { queue: null }, enabled: true, version: 1 };

describe("a rule without conditions", () => {
  const conditions: IntakeRule["conditions"] = [{ about: "language", how: "is", values: ["vi"] }];
  const [every, some, off] = [RULE, { ...RULE, conditions }, { ...RULE, enabled: false }];

  it.each([
    ["the last one", [some, every], 1, false],
    ["before another", [every, some], 0, true],
    ["before one that is off", [every, off], 0, false],
    ["that is off itself", [off, some], 0, false],
    ["that has conditions", [some, every], 0, false],
  ] satisfies [string, IntakeRule[], number, boolean][])("%s hides the others or not", (_, rules, index, hides) =>
    expect(hidesOthers(rules, index)).toBe(hides));
});

describe("an intake rule", () => {
  beforeEach(() => (locale.value = "en"));

  it.each([
    [{ about: "channel", how: "is", values: ["webchat", "email"] }, "The channel is Chat or E-mail", "Kênh là Trò chuyện hoặc E-mail"],
    [{ about: "language", how: "is_not", values: ["vi"] }, "The language is not Vietnamese", "Ngôn ngữ không phải là Tiếng Việt"],
    [{ about: "words", how: "contains", values: ["return", "đổi"] }, "The first message contains “return” or “đổi”", "Tin nhắn đầu tiên có chứa “return” hoặc “đổi”"],
    [{ about: "page", how: "contains", values: ["/cart"] }, "The page's address contains “/cart”", "Địa chỉ trang có chứa “/cart”"],
    [{ about: "referrer", how: "is_not", values: ["a.vn"] }, "The customer did not come from “a.vn”", "Khách không đến từ “a.vn”"],
    [{ about: "inbox", values: ["i1"] }, "The inbox is Shop", "Hộp thư là Shop"],
    [{ about: "label", how: "is_not", values: ["l1"] }, "It does not have the label Urgent", "Không có nhãn Urgent"],
    [{ about: "hours", how: "is", values: ["closed"] }, "It comes outside business hours", "Khách liên hệ ngoài giờ làm việc"],
    [{ about: "hours", how: "is_not", values: ["closed"] }, "It does not come outside business hours", "Khách không liên hệ ngoài giờ làm việc"],
    [{ about: "customer", how: "is", values: ["known"] }, "The customer is known", "Là khách cũ"],
    [{ about: "field.tier", how: "is", values: ["gold"] }, "Tier is “gold”", "Tier là “gold”"],
  ] as const)("says %j as words in both languages", (condition, english, vietnamese) => {
    const text = () => conditionText({ ...condition, values: [...condition.values] }, NAMES);
    expect(text()).toBe(english);
    locale.value = "vi";
    expect(text()).toBe(vietnamese);
  });

  it("has a sentence of its own for whatever can be asked of each subject", () =>
    expect(ABOUTS.flatMap((about) => howsOf(about).map((how) => `intake.says.${about}.${how}`)).filter((key) => !(key in en))).toEqual([]));

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
