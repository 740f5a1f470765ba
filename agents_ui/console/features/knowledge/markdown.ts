// What the tools of the editor do to a text: each says what to put in the place of what, and what is chosen then. Pure.

export interface Selection {
  text: string;
  start: number;
  end: number;
}

/** Puts `insert` in the place of [from, to), and chooses [start, end) of what is there then. */
export interface Edit {
  from: number;
  to: number;
  insert: string;
  start: number;
  end: number;
}

export type Tool = "bold" | "italic" | "heading" | "bullets" | "numbers" | "quote" | "code" | "table";
type Prefixed = "heading" | "bullets" | "numbers" | "quote";

/** sample: stands where nothing was chosen, ready to be written over. */
export function edit(tool: Tool, selection: Selection, sample: string): Edit {
  if (tool === "bold") return wrapped(selection, "**", sample);
  if (tool === "italic") return wrapped(selection, "*", sample);
  if (tool === "table") return block(selection, `| ${sample} | ${sample} |\n|---|---|\n| ${sample} | ${sample} |`);
  if (tool !== "code") return prefixed(selection, tool);
  const chosen = selection.text.slice(selection.start, selection.end);
  return chosen.includes("\n") ? block(selection, `\`\`\`\n${chosen}\n\`\`\``) : wrapped(selection, "`", sample);
}

/** Between two marks, or without them where it has them already. */
function wrapped({ text, start, end }: Selection, mark: string, sample: string): Edit {
  const length = mark.length;
  const outside = text.slice(start - length, start) === mark && text.slice(end, end + length) === mark;
  const longer = mark === "*" && text[start - 2] === "*" && text[start - 3] !== "*";
  const chosen = text.slice(start, end);
  if (outside && !longer)
    return { from: start - length, to: end + length, insert: chosen, start: start - length, end: end - length };
  const inner = chosen || sample;
  return { from: start, to: end, insert: mark + inner + mark, start: start + length, end: start + length + inner.length };
}

const MARKS: Record<Prefixed, { has: RegExp; mark: (index: number) => string }> = {
  heading: { has: /^#{1,6} /, mark: () => "## " },
  bullets: { has: /^[-*+] /, mark: () => "- " },
  numbers: { has: /^\d+[.)] /, mark: (index) => `${index + 1}. ` },
  quote: { has: /^> ?/, mark: () => "> " },
};

/** Before each chosen line, or gone from each where all have it; another mark of a list gives way. */
function prefixed({ text, start, end }: Selection, tool: Prefixed): Edit {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const after = text.indexOf("\n", end);
  const to = after === -1 ? text.length : after;
  const lines = text.slice(from, to).split("\n");
  const { has, mark } = MARKS[tool];
  const off = lines.every((line) => has.test(line));
  const bare = (line: string) => (tool === "quote" ? line : Object.values(MARKS).reduce((rest, each) => rest.replace(each.has, ""), line));
  const insert = lines.map((line, index) => (off ? line.replace(has, "") : mark(index) + bare(line))).join("\n");
  const last = from + insert.length;
  return { from, to, insert, start: lines.length > 1 ? from : last, end: last };
}

/** A part of its own, with an empty line before and after it. */
export function block({ text, start, end }: Selection, content: string): Edit {
  const before = text.slice(0, start);
  const after = text.slice(end);
  const gap = (side: string, edge: RegExp) => (side === "" || edge.test(side) ? "" : "\n\n");
  const insert = gap(before, /\n\n$/) + content + gap(after, /^\n\n/);
  return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
}

/** Within a line, such as a link. */
export function inline({ start, end }: Selection, content: string): Edit {
  return { from: start, to: end, insert: content, start: start + content.length, end: start + content.length };
}

const ITEM = /^(\s*)([-*+]|\d+[.)])( +)(.*)$/;

/** Enter within a list goes on with it, and ends it on an item without words; null: Enter is Enter. */
export function continued({ text, start, end }: Selection): Edit | null {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const found = start === end ? ITEM.exec(text.slice(from, start)) : null;
  if (!found) return null;
  const [, indent, mark, space, words] = found as unknown as [string, string, string, string, string];
  if (words === "") return { from, to: end, insert: "", start: from, end: from };
  const number = Number.parseInt(mark, 10);
  const next = Number.isNaN(number) ? mark : `${number + 1}${mark.at(-1)}`;
  const insert = `\n${indent}${next}${space}`;
  return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
}

/** Words as the text of a link, in which brackets would mean something. */
export const escaped = (words: string): string => words.replace(/([\\[\]])/g, "\\$1");

/** Where a line begins and ends; the first one is 1. */
export function lineAt(text: string, line: number): { start: number; end: number } {
  const lines = text.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return { start, end: start + (lines[line - 1]?.length ?? 0) };
}
