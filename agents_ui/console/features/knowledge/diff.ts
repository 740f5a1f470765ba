// What differs between two texts: line by line, and within lines that have changed word by word. Pure.

export interface Piece {
  text: string;
  changed: boolean;
}
export interface Line {
  kind: "same" | "added" | "removed";
  pieces: Piece[];
}
/** A run of lines to be shown, or how many the same ones are left out. */
export type Hunk = { lines: Line[] } | { left: number };

type Op<T> = { kind: Line["kind"]; item: T };

/** Of the comparison of two middles; larger ones count as wholly changed. */
const MOST_CELLS = 4_000_000;
const CONTEXT = 2;

/** The shortest way from one list to the other. */
export function steps<T>(before: readonly T[], after: readonly T[]): Op<T>[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const middle = between(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  const same = (items: readonly T[]): Op<T>[] => items.map((item) => ({ kind: "same", item }));
  return [...same(before.slice(0, head)), ...middle, ...same(before.slice(before.length - tail))];
}

/** By the longest list that both have in common. */
function between<T>(before: readonly T[], after: readonly T[]): Op<T>[] {
  const [rows, columns] = [before.length, after.length];
  const removed = (items: readonly T[]): Op<T>[] => items.map((item) => ({ kind: "removed", item }));
  const added = (items: readonly T[]): Op<T>[] => items.map((item) => ({ kind: "added", item }));
  if (rows * columns === 0 || rows * columns > MOST_CELLS) return [...removed(before), ...added(after)];
  const width = columns + 1;
  const common = new Uint16Array((rows + 1) * width);
  for (let row = rows - 1; row >= 0; row -= 1)
    for (let column = columns - 1; column >= 0; column -= 1)
      common[row * width + column] =
        before[row] === after[column]
          ? common[(row + 1) * width + column + 1]! + 1
          : Math.max(common[(row + 1) * width + column]!, common[row * width + column + 1]!);
  const found: Op<T>[] = [];
  let [row, column] = [0, 0];
  while (row < rows && column < columns) {
    if (before[row] === after[column]) {
      found.push({ kind: "same", item: before[row++]! });
      column += 1;
    } else if (common[(row + 1) * width + column]! >= common[row * width + column + 1]!) found.push({ kind: "removed", item: before[row++]! });
    else found.push({ kind: "added", item: after[column++]! });
  }
  return [...found, ...removed(before.slice(row)), ...added(after.slice(column))];
}

const words = (line: string) => line.match(/\p{L}[\p{L}\p{M}\p{N}]*|\p{N}+|\s+|./gu) ?? [];

/** Both sides of a line that has changed; where next to nothing is left of it, no word is told apart. */
function within(before: string, after: string): [Piece[], Piece[]] {
  const found = steps(words(before), words(after));
  const kept = found.filter(({ kind, item }) => kind === "same" && item.trim() !== "").reduce((sum, { item }) => sum + item.length, 0);
  const whole = kept * 4 < Math.max(before.length, after.length);
  const side = (kind: Line["kind"], line: string) =>
    whole ? [{ text: line, changed: false }] : joined(found.filter((op) => op.kind === kind || op.kind === "same").map(({ kind: own, item }) => ({ text: item, changed: own !== "same" })));
  return [side("removed", before), side("added", after)];
}

function joined(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (last && last.changed === piece.changed) last.text += piece.text;
    else found.push({ ...piece });
  }
  return found;
}

export function diff(before: string, after: string): Line[] {
  const lines: Line[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const flush = () => {
    const pairs = removed.map((line, index) => (added[index] === undefined ? null : within(line, added[index])));
    const plain = (text: string): Piece[] => [{ text, changed: false }];
    removed.forEach((line, index) => lines.push({ kind: "removed", pieces: pairs[index]?.[0] ?? plain(line) }));
    added.forEach((line, index) => lines.push({ kind: "added", pieces: pairs[index]?.[1] ?? plain(line) }));
    [removed, added] = [[], []];
  };
  const split = (text: string) => (text === "" ? [] : text.split("\n"));
  for (const { kind, item } of steps(split(before), split(after))) {
    if (kind === "removed") removed.push(item);
    else if (kind === "added") added.push(item);
    else {
      flush();
      lines.push({ kind, pieces: [{ text: item, changed: false }] });
    }
  }
  flush();
  return lines;
}

/** What has changed with a little around it; nothing where nothing has. */
export function hunks(lines: readonly Line[], context = CONTEXT): Hunk[] {
  const near = lines.map((_, index) => lines.slice(Math.max(0, index - context), index + context + 1).some(({ kind }) => kind !== "same"));
  if (!near.includes(true)) return [];
  const found: Hunk[] = [];
  lines.forEach((line, index) => {
    const last = found.at(-1);
    if (near[index]) {
      if (last && "lines" in last) last.lines.push(line);
      else found.push({ lines: [line] });
    } else if (last && "left" in last) last.left += 1;
    else found.push({ left: 1 });
  });
  return found;
}
