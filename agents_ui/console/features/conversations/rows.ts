// Which conversations a view holds, and in what order. Pure.
import type { ConversationRow, Status } from "@shared/wire";

export const TABS = ["mine", "unassigned", "bot", "all"] as const;
export type Tab = (typeof TABS)[number];
export const STATUSES = ["open", "snoozed", "resolved"] as const;

/** What a list is narrowed to, by id; null or left out: not at all. */
export const FILTERS = ["inbox", "agent", "channel", "label"] as const;
export type Filter = (typeof FILTERS)[number];
export type Filters = Partial<Record<Filter, string | null>>;

export interface View {
  tab: Tab;
  status: Status;
  filters?: Filters;
}

/** The last row of the pages loaded so far; nothing older is shown while there may be more between. */
export type Edge = Pick<ConversationRow, "last_message_at" | "number"> | null;

export function viewKey(view: View): string {
  return [view.tab, view.status, ...activeFilters(view).map(([name, value]) => `${name}=${value}`)].join(":");
}

/** The filters that are set, in one order. */
export function activeFilters(view: View): [Filter, string][] {
  return FILTERS.flatMap((name) => {
    const value = view.filters?.[name];
    return value ? [[name, value] as [Filter, string]] : [];
  });
}

function passes(row: ConversationRow, filter: Filter, value: string): boolean {
  if (filter === "inbox") return row.inbox.id === value;
  if (filter === "agent") return row.agent?.id === value;
  if (filter === "channel") return row.channel === value;
  return row.labels?.includes(value) ?? false;
}

export function belongs(row: ConversationRow, view: View, me: string): boolean {
  if (row.merged_into || row.status !== view.status || !activeFilters(view).every(([name, value]) => passes(row, name, value))) return false;
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

export function visible(rows: Iterable<ConversationRow>, view: View, me: string, edge: Edge): ConversationRow[] {
  const found: ConversationRow[] = [];
  for (const row of rows) {
    if (belongs(row, view, me) && (edge === null || newestFirst(row, edge) <= 0)) found.push(row);
  }
  return found.sort(newestFirst);
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
