import { describe, expect, it } from "vitest";

import { block, continued, edit, escaped, lineAt, type Edit, type Selection, type Tool } from "./markdown";

/** A text in which [ and ] say what is chosen. */
function chosen(marked: string): Selection {
  const start = marked.indexOf("[");
  const end = marked.indexOf("]") - 1;
  return { text: marked.replace(/[[\]]/g, ""), start, end };
}

function after({ text }: Selection, { from, to, insert, start, end }: Edit): string {
  const now = text.slice(0, from) + insert + text.slice(to);
  return `${now.slice(0, start)}[${now.slice(start, end)}]${now.slice(end)}`;
}

describe("a tool of the editor", () => {
  it.each<[Tool, string, string]>([
    ["bold", "a [b] c", "a **[b]** c"],
    ["bold", "a **[b]** c", "a [b] c"],
    ["bold", "a [] c", "a **[word]** c"],
    ["italic", "a [b] c", "a *[b]* c"],
    ["italic", "a *[b]* c", "a [b] c"],
    ["italic", "**[b]**", "***[b]***"],
    ["code", "a [b] c", "a `[b]` c"],
    ["code", "[a\nb]", "```\na\nb\n```[]"],
    ["heading", "a\nb[]c", "a\n## bc[]"],
    ["heading", "## b[]", "b[]"],
    ["bullets", "[a\nb]", "[- a\n- b]"],
    ["bullets", "[- a\n- b]", "[a\nb]"],
    ["bullets", "[1. a\n2. b]", "[- a\n- b]"],
    ["numbers", "x\n[a\nb]", "x\n[1. a\n2. b]"],
    ["quote", "[- a\n- b]", "[> - a\n> - b]"],
  ])("%s makes of %j %j", (tool, before, wanted) => {
    const selection = chosen(before);
    expect(after(selection, edit(tool, selection, "word"))).toBe(wanted);
  });

  it("gives what stands by itself an empty line on both sides", () => {
    const selection = chosen("a[]b");
    expect(after(selection, block(selection, "T"))).toBe("a\n\nT\n\n[]b");
    const alone = chosen("[]");
    expect(after(alone, edit("table", alone, "x"))).toBe("| x | x |\n|---|---|\n| x | x |[]");
  });
});

describe("Enter within a list", () => {
  it.each([
    ["- a[]", "- a\n- []"],
    ["9. a[]", "9. a\n10. []"],
    ["  * a[]b", "  * a\n  * []b"],
    ["x\n- []", "x\n[]"],
  ])("makes of %j %j", (before, wanted) => {
    const selection = chosen(before);
    expect(after(selection, continued(selection)!)).toBe(wanted);
  });

  it.each(["words[]", "- [a]", "[]- a"])("is Enter elsewhere: %j", (before) => expect(continued(chosen(before))).toBeNull());
});

it("brackets in the words of a link are no brackets of the link", () => {
  expect(escaped("a [b] \\ c")).toBe("a \\[b\\] \\\\ c");
});

it("a line is found by its number", () => {
  expect(lineAt("ab\ncd\n", 2)).toEqual({ start: 3, end: 5 });
  expect(lineAt("ab", 1)).toEqual({ start: 0, end: 2 });
});
