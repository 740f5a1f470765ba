// How much of a countdown is left. ms: until its end, which a slow clock may put before its beginning.

/** The share of its length, from 1 to 0. */
export function share(ms: number, from: string, until: string): number {
  const length = Date.parse(until) - Date.parse(from);
  return length <= 0 ? 0 : Math.min(1, Math.max(0, ms / length));
}

/** Whole seconds, never more than there were. */
export function secondsLeft(ms: number, from: string, until: string): number {
  const most = Date.parse(until) - Date.parse(from);
  return Math.ceil(Math.max(0, Math.min(ms, most)) / 1000);
}
