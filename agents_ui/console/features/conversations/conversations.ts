// Conversation rows by id, and how far each view's pages have been loaded. Views derive from both.
import { ApiError } from "@shared/api";
import type { ConversationRow, FrameOf } from "@shared/wire";
import { defineStore } from "pinia";
import { computed, ref, shallowReactive, shallowRef } from "vue";

import { api, type Page } from "../../api";
import { now } from "../live/now";
import { persisted } from "../preferences/persisted";
import { useSession } from "../session/session";
import { newer, viewKey, visible, type Edge, type View } from "./rows";

interface Paging {
  edge: Edge;
  next: string | null;
  loaded: boolean;
  loading: boolean;
  error: ApiError | null;
}

const UNLOADED: Paging = { edge: null, next: null, loaded: false, loading: false, error: null };
const PAGE = 50;
const MINE: View = { tab: "mine", status: "open" };

export const useConversations = defineStore("conversations", () => {
  const session = useSession();
  const rows = shallowReactive(new Map<string, ConversationRow>());
  const paging = shallowReactive(new Map<string, Paging>());
  const view = persisted<View>("view", { tab: "mine", status: "open" });
  const counts = shallowRef<Omit<FrameOf<"counts">, "type"> | null>(null);
  /** Grows with each fresh start; rows untouched since an older one may be stale. */
  const era = ref(0);
  const touched = new Map<string, number>();

  const current = computed(() => paging.get(viewKey(view.value)) ?? UNLOADED);
  /** Lists change by it alone where they are narrowed to what is overdue or soon will be. */
  const time = computed(() => (view.value.filters?.due ? now.value : 0));
  const shown = computed(() =>
    current.value.loaded ? visible(rows.values(), view.value, session.me?.id ?? "", current.value.edge, time.value) : [],
  );

  const mineOpen = computed(() => visible(rows.values(), MINE, session.me?.id ?? "", null));
  /** Of our own open conversations, those with something that nobody has read. */
  const unreadMine = computed(() => mineOpen.value.filter((row) => row.unread > 0).length);

  function upsert(row: ConversationRow): void {
    touched.set(row.id, era.value);
    const kept = newer(rows.get(row.id), row);
    if (kept !== rows.get(row.id)) rows.set(row.id, kept);
  }

  async function load(key: string, wanted: View, cursor: string | null): Promise<void> {
    const before = paging.get(key) ?? UNLOADED;
    if (before.loading) return;
    const started = era.value;
    paging.set(key, { ...before, loading: true, error: null });
    try {
      const { tab, status, sort = "newest", filters } = wanted;
      const query = { view: tab, status, sort, limit: PAGE, after: cursor, ...filters };
      const page = await api.get<Page<ConversationRow>>("/conversations", query);
      if (started !== era.value) return;
      page.items.forEach(upsert);
      const edge = page.next === null ? null : (page.items.at(-1) ?? before.edge);
      paging.set(key, { edge, next: page.next, loaded: true, loading: false, error: null });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (started === era.value) paging.set(key, { ...before, loading: false, error });
    }
  }

  function loadFirst(): Promise<void> {
    return current.value.loaded ? Promise.resolve() : load(viewKey(view.value), view.value, null);
  }

  function loadMore(): Promise<void> {
    const { next, loading } = current.value;
    return next === null || loading ? Promise.resolve() : load(viewKey(view.value), view.value, next);
  }

  /** After a break of the line: reads the view anew, and forgets rows that nothing has confirmed since. */
  async function refresh(keep: ReadonlySet<string>): Promise<void> {
    era.value += 1;
    const begun = era.value;
    const shownKey = viewKey(view.value);
    for (const [key, state] of paging) {
      if (key === shownKey) paging.set(key, { ...state, loading: false });
      else paging.delete(key);
    }
    await load(viewKey(view.value), view.value, null);
    if (begun !== era.value || current.value.error || !(await loadMine(begun))) return;
    for (const id of rows.keys()) if (touched.get(id) !== begun && !keep.has(id)) rows.delete(id);
  }

  /** Reads our own open ones to the last, whatever list is shown; tells whether all of them are there. */
  async function loadMine(started: number): Promise<boolean> {
    const listed = paging.get(viewKey(MINE));
    let next = listed?.loaded ? listed.next : "";
    while (next !== null) {
      const query = { view: MINE.tab, status: MINE.status, limit: PAGE, after: next || null };
      const page = await api.get<Page<ConversationRow>>("/conversations", query).catch(() => null);
      if (!page || started !== era.value) return false;
      page.items.forEach(upsert);
      next = page.next;
    }
    return true;
  }

  async function loadOne(id: string): Promise<void> {
    upsert(await api.get<ConversationRow>(`/conversations/${id}`));
  }

  return { rows, view, counts, current, shown, mineOpen, unreadMine, upsert, loadFirst, loadMore, refresh, loadOne };
});
