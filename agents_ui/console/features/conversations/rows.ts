// Which conversations a view holds, and in what order. Pure.
import type { ConversationRow } from "@shared/wire";

import { nearness } from "./due";

export const TABS = ["mine", "unassigned", "bot", "all"] as const;
export type Tab = (typeof TABS)[number];
/** Spam is resolved, and in no list but its own. */
export const STATUSES = ["open", "snoozed", "resolved", "spam"] as const;
export type ListStatus = (typeof STATUSES)[number];
/** due: what is due first, and then the others, newest first. */
export const SORTS = ["newest", "due"] as const;
export type Sort = (typeof SORTS)[number];

/** What a list is narrowed to, by id, or by how near the promised time is; null or left out: not at all. */
export const FILTERS = ["inbox", "agent", "channel", "label", "due"] as const;
export type Filter = (typeof FILTERS)[number];
export type Filters = Partial<Record<Filter, string | null>>;

export interface View {
  tab: Tab;
  status: ListStatus;
  sort?: Sort;
  filters?: Filters;
}

/** The last row of the pages loaded so far; nothing older is shown while there may be more between. */
export type Edge = Pick<ConversationRow, "last_message_at" | "number" | "due_at"> | null;

export function viewKey(view: View): string {
  const sort = view.sort === "due" ? ["due first"] : [];
  return [view.tab, view.status, ...sort, ...activeFilters(view).map(([name, value]) => `${name}=${value}`)].join(":");
}

/** The filters that are set, in one order. */
export function activeFilters(view: View): [Filter, string][] {
  return FILTERS.flatMap((name) => {
    const value = view.filters?.[name];
    return value ? [[name, value] as [Filter, string]] : [];
  });
}

function passes(row: ConversationRow, filter: Filter, value: string, now: number): boolean {
  if (filter === "due") return Boolean(row.due_at) && nearness(Date.parse(row.due_at!), now) === value;
  if (filter === "inbox") return row.inbox.id === value;
  if (filter === "agent") return row.agent?.id === value;
  if (filter === "channel") return row.channel === value;
  return row.labels?.includes(value) ?? false;
}

export function belongs(row: ConversationRow, view: View, me: string, now = Date.now()): boolean {
  if (row.merged_into) return false;
  if (view.status === "spam" ? !row.spam : row.spam || row.status !== view.status) return false;
  if (!activeFilters(view).every(([name, value]) => passes(row, name, value, now))) return false;
  if (view.tab === "mine") return row.agent?.id === me;
  return view.tab === "all" || (row.agent === null && (row.owner === "bot") === (view.tab === "bot"));
}

const times = new WeakMap<Exclude<Edge, null>, number>();

/** Parsed once a row: a list of ten thousand is sorted at every change. */
function timeOf(row: Exclude<Edge, null>): number {
  let time = times.get(row);
  if (time === undefined) times.set(row, (time = Date.parse(row.last_message_at)));
  return time;
}

/** Newest message first; the number breaks ties as it does on the server. */
export function newestFirst(a: Exclude<Edge, null>, b: Exclude<Edge, null>): number {
  const apart = timeOf(b) - timeOf(a);
  return apart !== 0 ? apart : b.number - a.number;
}

/** What is due first; then, newest first, what is due at no time. */
export function dueFirst(a: Exclude<Edge, null>, b: Exclude<Edge, null>): number {
  if (!a.due_at || !b.due_at) return a.due_at ? -1 : b.due_at ? 1 : newestFirst(a, b);
  const apart = Date.parse(a.due_at) - Date.parse(b.due_at);
  return apart !== 0 ? apart : a.number - b.number;
}

export function visible(
  rows: Iterable<ConversationRow>, view: View, me: string, edge: Edge, now = Date.now(),
): ConversationRow[] {
  const found: ConversationRow[] = [];
  const order = view.sort === "due" ? dueFirst : newestFirst;
  for (const row of rows) {
    if (belongs(row, view, me, now) && (edge === null || order(row, edge) <= 0)) found.push(row);
  }
  return found.sort(order);
}

/** The row to keep: versions only grow, so a late frame never undoes a newer one. */
export function newer(old: ConversationRow | undefined, row: ConversationRow): ConversationRow {
  return old && old.version >= row.version ? old : row;
}

/** How long a customer may wait before the timer turns amber, and red. */
const WARN_AFTER = 2 * 60_000;
const BAD_AFTER = 5 * 60_000;

export function urgency(waitedMs: number): "calm" | "warn" | "bad" {
  if (waitedMs >= BAD_AFTER) return "bad";
  return waitedMs >= WARN_AFTER ? "warn" : "calm";
}
