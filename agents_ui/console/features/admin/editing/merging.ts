// What two administrators have made of one thing, brought together field by field. Lists count as one field. Pure.

type Fields = Record<string, unknown>;

/** A field that somebody else has changed, named as the server names places; both: it was changed here as well. */
export interface Change {
  place: string;
  both: boolean;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const keysOf = (...all: Fields[]) => [...new Set(all.flatMap((fields) => Object.keys(fields)))];

export function same(a: unknown, b: unknown): boolean {
  if (isFields(a) && isFields(b)) return keysOf(a, b).every((key) => same(a[key], b[key]));
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, at) => same(each, b[at]));
  return Object.is(a, b);
}

/** Theirs, with what `mine` has changed since `base` on top. */
export function mergeOnto<T>(theirs: T, base: T, mine: T): T {
  if (!isFields(theirs) || !isFields(base) || !isFields(mine)) return same(base, mine) ? theirs : mine;
  const merged: Fields = {};
  for (const key of keysOf(theirs, mine)) {
    const value = mergeOnto(theirs[key], base[key], mine[key]);
    if (value !== undefined) merged[key] = value;
  }
  return merged as T;
}

/** What is different in theirs; as far down as `depth` names of a place. */
export function changesIn(theirs: unknown, base: unknown, mine: unknown, depth = 2, place = ""): Change[] {
  if (same(theirs, base) || same(theirs, mine)) return [];
  if (depth === 0 || !isFields(theirs) || !isFields(base) || !isFields(mine)) return [{ place, both: clash(theirs, base, mine) }];
  return keysOf(theirs, base).flatMap((key) =>
    changesIn(theirs[key], base[key], mine[key], depth - 1, place ? `${place}.${key}` : key),
  );
}

/** Whether a field within was changed by both, and not to the same. */
function clash(theirs: unknown, base: unknown, mine: unknown): boolean {
  if (same(theirs, base) || same(mine, base) || same(theirs, mine)) return false;
  if (!isFields(theirs) || !isFields(base) || !isFields(mine)) return true;
  return keysOf(theirs, base, mine).some((key) => clash(theirs[key], base[key], mine[key]));
}
