// Which emoji are found, and where an arrow key leads in their grids. Pure.
import type { EmojiGroup } from "./list";

export const COLUMNS = 7;

/** Lower case without tone marks, so that "cam on" finds "Cảm ơn" and "dung" finds "đúng". */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
}

/** The groups with what has every word of the query in a name, in either language; groups without any are left out. */
export function found(groups: EmojiGroup[], query: string): EmojiGroup[] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  return groups
    .map(({ name, items }) => ({ name, items: items.filter(({ names }) => matches(`${names.en} ${names.vi}`, words)) }))
    .filter(({ items }) => items.length > 0);
}

function matches(names: string, words: string[]): boolean {
  const parts = folded(names).split(/[^\p{L}\p{N}]+/u);
  return words.every((word) => parts.some((part) => part.startsWith(word)));
}

/** Where a key leads from the emoji `at`, counted over all groups of these sizes; null where it leads out at the top. */
export function moved(sizes: number[], at: number, key: string): number | null {
  const last = sizes.reduce((sum, size) => sum + size, 0) - 1;
  switch (key) {
    case "ArrowRight":
      return Math.min(last, at + 1);
    case "ArrowLeft":
      return Math.max(0, at - 1);
    case "Home":
      return 0;
    case "End":
      return last;
    case "ArrowDown":
      return down(sizes, at);
    case "ArrowUp":
      return up(sizes, at);
    default:
      return at;
  }
}

function place(sizes: number[], at: number): { group: number; start: number } {
  let group = 0;
  let start = 0;
  while (at >= start + sizes[group]!) start += sizes[group++]!;
  return { group, start };
}

function down(sizes: number[], at: number): number {
  const { group, start } = place(sizes, at);
  const inside = at - start;
  const size = sizes[group]!;
  if (inside + COLUMNS < size) return at + COLUMNS;
  const onLastRow = Math.floor(inside / COLUMNS) === Math.floor((size - 1) / COLUMNS);
  if (!onLastRow) return start + size - 1;
  const next = sizes[group + 1];
  return next === undefined ? at : start + size + Math.min(inside % COLUMNS, next - 1);
}

function up(sizes: number[], at: number): number | null {
  const { group, start } = place(sizes, at);
  const inside = at - start;
  if (inside >= COLUMNS) return at - COLUMNS;
  const size = sizes[group - 1];
  if (size === undefined) return null;
  const lastRow = Math.floor((size - 1) / COLUMNS) * COLUMNS;
  return start - size + Math.min(lastRow + inside, size - 1);
}
