import { describe, expect, it } from "vitest";

import { ago, agent, queue, START, waits } from "./fixtures";
import { byConcern, byTrouble, isGone, isMember, levelOf, trouble, waited } from "./trouble";

const nobody = { available: 0, away: 3, offline: 0, with_room: 0, free: 0 };
const full = { available: 2, away: 0, offline: 0, with_room: 0, free: 20 };
const today = (service_level: number) => ({ ...queue("Any").today, answered: 10, service_level });

describe("what is wrong with a queue", () => {
  it.each([
    ["nobody", { ...waits(1), staff: nobody }],
    ["late", waits(61)],
    ["full", { ...waits(1), staff: full }],
    ["soon", waits(31)],
    ["level", { today: today(79.9) }],
    ["calm", { ...waits(30), today: today(80) }],
    ["calm", { ...waits(1), open: false, staff: nobody }],
    ["long", { ...waits(601), promise: null }],
    ["calm", { ...waits(600), promise: null }],
    ["calm", { staff: nobody }],
    ["overdue", { overdue: 1, today: today(79) }],
    ["calm", { due_soon: 1 }],
  ] as const)("is %s, the worst first", (why, part) => {
    expect(trouble(queue("General", part), START)).toBe(why);
  });

  it("has a level of three", () => {
    expect(["nobody", "full", "calm"].map((why) => levelOf(why as "nobody"))).toEqual(["bad", "warn", "calm"]);
  });
});

describe("the order of queues", () => {
  it("is by trouble, then by the longest wait, then by name", () => {
    const queues = [
      queue("Zeta"), queue("Alpha"), queue("Soon", waits(40)), queue("Late", waits(70)), queue("Later", waits(300)),
    ];
    expect(byTrouble(queues, START).map((each) => each.name)).toEqual(["Later", "Late", "Soon", "Alpha", "Zeta"]);
  });

  it("counts no wait of the future where clocks differ", () => expect(waited(queue("General", waits(-5)), START)).toBe(0));
});

describe("the order of agents", () => {
  it("begins with who missed offers, holds too much, or has gone with work", () => {
    const agents = [
      agent("Offline", { presence: "offline" }),
      agent("Lunch", { presence: "away", reason: "lunch" }),
      agent("New", { since: ago(5) }),
      agent("Old", { since: ago(500) }),
      agent("Gone", { presence: "offline", items: 1 }),
      agent("Over", { used: 125 }),
      agent("Missed", { presence: "away", reason: "missed_offer" }),
    ];
    expect(byConcern(agents).map((each) => each.name)).toEqual(["Missed", "Over", "Gone", "Old", "New", "Lunch", "Offline"]);
  });

  it("knows who is a member of a queue", () => {
    const chosen = queue("Returns", { everybody: false });
    const agents = [agent("A"), agent("B", { queues: ["returns"] })];
    expect(agents.map((each) => isMember(each, chosen))).toEqual([false, true]);
    expect(agents.map((each) => isMember(each, queue("General")) && isMember(each, null))).toEqual([true, true]);
  });

  it("knows who is nobody's affair now", () => {
    expect(isGone(agent("A", { presence: "offline" }))).toBe(true);
    expect(isGone(agent("B", { presence: "offline", items: 1 }))).toBe(false);
    expect(isGone(agent("C", { presence: "away" }))).toBe(false);
  });
});
