import { describe, expect, it } from "vitest";

import { diff, hunks, steps, type Line } from "./diff";

const MARKS = { same: " ", added: "+", removed: "-" } as const;
const shown = (lines: readonly Line[]) =>
  lines.map(({ kind, pieces }) => MARKS[kind] + pieces.map(({ text, changed }) => (changed ? `<${text}>` : text)).join(""));

describe("what differs between two texts", () => {
  it("is told by lines, and by words within a line that has changed", () => {
    expect(shown(diff("a\nWithin 30 days.\nc", "a\nWithin 60 days.\nc\nd"))).toEqual([
      " a",
      "-Within <30> days.",
      "+Within <60> days.",
      " c",
      "+d",
    ]);
  });

  it("tells Vietnamese words apart as a whole", () => {
    expect(shown(diff("Đổi trong 30 ngày", "Đổi trong ba mươi ngày"))).toEqual([
      "-Đổi trong <30> ngày",
      "+Đổi trong <ba mươi> ngày",
    ]);
  });

  it("leaves lines whole that have next to nothing in common", () => {
    expect(shown(diff("We are open on Mondays", "Ask the courier, please"))).toEqual(["-We are open on Mondays", "+Ask the courier, please"]);
  });

  it("is nothing between equal texts, and everything beside an empty one", () => {
    expect(hunks(diff("a\nb", "a\nb"))).toEqual([]);
    expect(shown(diff("", "a\nb"))).toEqual(["+a", "+b"]);
    expect(shown(diff("a", ""))).toEqual(["-a"]);
  });

  it("leads from one list to the other, whatever they are", () => {
    const random = (seed: number) => () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let seed = 1; seed < 200; seed += 1) {
      const next = random(seed);
      const list = () => Array.from({ length: Math.floor(next() * 8) }, () => "abc"[Math.floor(next() * 3)]!);
      const [before, after] = [list(), list()];
      const found = steps(before, after);
      expect(found.filter(({ kind }) => kind !== "added").map(({ item }) => item)).toEqual(before);
      expect(found.filter(({ kind }) => kind !== "removed").map(({ item }) => item)).toEqual(after);
    }
  });

  it("is shown with a little around it, and the rest counted", () => {
    const text = Array.from({ length: 12 }, (_, index) => `line ${index}`);
    const found = hunks(diff(text.join("\n"), [...text.slice(0, 6), "new", ...text.slice(6)].join("\n")));
    expect(found.map((hunk) => ("left" in hunk ? hunk.left : hunk.lines.length))).toEqual([4, 5, 4]);
  });
});
