import { describe, expect, it } from "vitest";

import { at, LAN, row } from "../conversation/fixtures";
import { belongs, newer, TABS, urgency, viewKey, visible, type View } from "./rows";

const ALL: View = { tab: "all", status: "open" };

describe("a view", () => {
  it("holds what matches its tab and status", () => {
    const mine = row({ agent: LAN, owner: "agent" });
    expect(belongs(mine, { tab: "mine", status: "open" }, "lan")).toBe(true);
    expect(belongs(mine, { tab: "mine", status: "open" }, "minh")).toBe(false);
    expect(belongs(mine, { tab: "unassigned", status: "open" }, "lan")).toBe(false);
    expect(belongs(row(), { tab: "unassigned", status: "open" }, "lan")).toBe(true);
    expect(belongs(mine, { tab: "all", status: "resolved" }, "lan")).toBe(false);
  });

  it("keeps what the bot has from what waits for somebody", () => {
    const withBot = row({ owner: "bot", agent: null });
    const tabs = TABS.filter((tab) => belongs(withBot, { tab, status: "open" }, "lan"));
    expect(tabs).toEqual(["bot", "all"]);
    expect(belongs(row(), { tab: "bot", status: "open" }, "lan")).toBe(false);
  });

  it("can be narrowed to an inbox, an agent, a channel and a label", () => {
    const one = row({ agent: LAN, owner: "agent", labels: ["vip"] });
    const narrowed = (filters: View["filters"]) => belongs(one, { ...ALL, filters }, "lan");
    expect(narrowed({ inbox: one.inbox.id, agent: "lan", channel: one.channel, label: "vip" })).toBe(true);
    expect(narrowed({ inbox: "other" })).toBe(false);
    expect(narrowed({ agent: "minh" })).toBe(false);
    expect(narrowed({ channel: "email" })).toBe(false);
    expect(narrowed({ label: "late" })).toBe(false);
    expect(narrowed({ label: null })).toBe(true);
    expect(viewKey({ ...ALL, filters: { label: "vip", inbox: null } })).toBe("all:open:label=vip");
  });

  it("is ordered by the newest message, then by the number", () => {
    const rows = [
      row({ id: "a", number: 1, last_message_at: at(1) }),
      row({ id: "b", number: 2, last_message_at: at(3) }),
      row({ id: "c", number: 3, last_message_at: at(1) }),
    ];
    expect(visible(rows, ALL, "lan", null).map((one) => one.id)).toEqual(["b", "c", "a"]);
  });

  it("shows nothing beyond the pages loaded, where rows between may be missing", () => {
    const rows = [1, 2, 3].map((n) => row({ id: `c${n}`, number: n, last_message_at: at(n) }));
    const edge = { number: 2, last_message_at: at(2), due_at: null };
    expect(visible(rows, ALL, "lan", edge).map((one) => one.id)).toEqual(["c3", "c2"]);
  });
});

describe("a list by what is due", () => {
  const BY_DUE: View = { ...ALL, sort: "due" };
  const rows = [
    row({ id: "new", number: 1, last_message_at: at(9) }),
    row({ id: "late", number: 2, due_at: at(1) }),
    row({ id: "old", number: 3, last_message_at: at(2) }),
    row({ id: "soon", number: 4, due_at: at(60) }),
    row({ id: "twin", number: 5, due_at: at(60) }),
    row({ id: "far", number: 6, due_at: at(600) }),
  ];
  const ids = (view: View, edge: Parameters<typeof visible>[3] = null) => visible(rows, view, "lan", edge, Date.parse(at(30))).map((one) => one.id);

  it("begins with what is due first, and ends with what is due at no time, newest first", () => {
    expect(ids(BY_DUE)).toEqual(["late", "soon", "twin", "far", "new", "old"]);
    expect(viewKey(BY_DUE)).toBe("all:open:due first");
  });

  it("shows nothing beyond the pages loaded", () => {
    expect(ids(BY_DUE, { number: 4, last_message_at: at(0), due_at: at(60) })).toEqual(["late", "soon"]);
    expect(ids(BY_DUE, { number: 1, last_message_at: at(9), due_at: null })).toEqual(["late", "soon", "twin", "far", "new"]);
  });

  it("can be narrowed to what is overdue, or soon will be", () => {
    expect(ids({ ...ALL, filters: { due: "overdue" } })).toEqual(["late"]);
    expect(ids({ ...BY_DUE, filters: { due: "soon" } })).toEqual(["soon", "twin"]);
  });
});

describe("spam", () => {
  it("is in its own list alone, whoever had it", () => {
    const junk = row({ spam: true, status: "resolved", agent: LAN, owner: "agent" });
    const lists = ["open", "resolved", "spam"] as const;
    expect(lists.filter((status) => belongs(junk, { tab: "mine", status }, "lan"))).toEqual(["spam"]);
    expect(belongs(row({ status: "resolved" }), { tab: "all", status: "spam" }, "lan")).toBe(false);
  });
});

describe("a row", () => {
  it("is replaced only by a newer version", () => {
    const old = row({ version: 4, preview: "old" });
    expect(newer(undefined, old)).toBe(old);
    expect(newer(old, row({ version: 3 }))).toBe(old);
    expect(newer(old, row({ version: 5, preview: "new" })).preview).toBe("new");
  });

  it("turns more urgent with the wait", () => {
    expect([30, 150, 600].map((seconds) => urgency(seconds * 1000))).toEqual(["calm", "warn", "bad"]);
  });
});
