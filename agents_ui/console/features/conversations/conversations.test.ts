import type { ConversationRow } from "@shared/wire";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { at, LAN, row } from "../conversation/fixtures";
import { USUAL } from "../preferences/settings";
import { useSession } from "../session/session";
import { useConversations } from "./conversations";

const mine = (id: string, number: number, part: Partial<ConversationRow> = {}) =>
  row({ id, number, agent: LAN, owner: "agent", last_message_at: at(number), ...part });

describe("the list", () => {
  let pages: { items: ConversationRow[]; next: string | null }[];

  beforeEach(() => {
    localStorage.clear();
    setActivePinia(createPinia());
    pages = [];
    vi.spyOn(api, "get").mockImplementation(async () => pages.shift() as never);
    useSession().me = { id: "lan", name: "Lan", email: "", role: "agent", locale: "en", scopes: [], preferences: USUAL };
  });

  const shown = () => useConversations().shown.map((one) => one.id);

  it("follows changed rows in and out of the view without asking again", async () => {
    pages.push({ items: [mine("a", 1)], next: null });
    const list = useConversations();
    await list.loadFirst();
    list.upsert(mine("b", 2));
    expect(shown()).toEqual(["b", "a"]);
    list.upsert(mine("a", 1, { version: 2, status: "resolved" }));
    expect(shown()).toEqual(["b"]);
    list.upsert(mine("a", 1, { version: 1 }));
    expect(shown()).toEqual(["b"]);
  });

  it("goes on where the page before ended, and hides what may have neighbours not loaded yet", async () => {
    pages.push({ items: [mine("d", 4), mine("c", 3)], next: "x" }, { items: [mine("b", 2)], next: null });
    const list = useConversations();
    await list.loadFirst();
    list.upsert(mine("a", 1));
    expect(shown()).toEqual(["d", "c"]);
    await list.loadMore();
    expect(shown()).toEqual(["d", "c", "b", "a"]);
  });

  it("forgets after a break what nothing has confirmed, but keeps what is being read and what came since", async () => {
    pages.push({ items: [mine("a", 1), mine("b", 2), mine("c", 3)], next: null });
    const list = useConversations();
    await list.loadFirst();
    pages.push({ items: [mine("b", 2)], next: null });
    const refreshed = list.refresh(new Set(["c"]));
    list.upsert(mine("d", 4));
    await refreshed;
    expect([...list.rows.keys()].sort()).toEqual(["b", "c", "d"]);
  });

  it("counts what is unread in all of our own, whatever list is shown", async () => {
    const list = useConversations();
    list.view = { tab: "all", status: "open", filters: { label: "vip" } };
    pages.push({ items: [mine("a", 1, { unread: 1, labels: ["vip"] })], next: null });
    pages.push({ items: [mine("a", 1, { unread: 1 }), mine("b", 2, { unread: 3 })], next: "x" }, { items: [mine("c", 3, { unread: 1 })], next: null });
    await list.refresh(new Set());
    expect([shown(), list.unreadMine]).toEqual([["a"], 3]);
  });

  it("asks for our own no second time where the list shows them all", async () => {
    pages.push({ items: [mine("a", 1, { unread: 1 })], next: null });
    const list = useConversations();
    await list.refresh(new Set());
    expect([list.unreadMine, vi.mocked(api.get).mock.calls.length]).toEqual([1, 1]);
  });

  it("counts our open conversations with something unread", () => {
    const list = useConversations();
    list.upsert(mine("a", 1, { unread: 2 }));
    list.upsert(mine("b", 2, { unread: 1, status: "resolved" }));
    list.upsert(row({ id: "c", unread: 1 }));
    expect(list.unreadMine).toBe(1);
  });
});
