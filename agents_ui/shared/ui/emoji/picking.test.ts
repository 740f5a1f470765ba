import { describe, expect, it } from "vitest";

import { EMOJI } from "./list";
import { COLUMNS, folded, found, moved } from "./picking";
import { en, vi } from "./texts";

const signs = (query: string) => found(EMOJI, query).flatMap(({ items }) => items.map(({ sign }) => sign));

describe("the list of emoji", () => {
  it("names each of them once, in both languages", () => {
    const all = EMOJI.flatMap(({ items }) => items);
    expect(new Set(all.map(({ sign }) => sign)).size).toBe(all.length);
    for (const { sign, names } of all) {
      expect(names.en, sign).toMatch(/\S/);
      expect(names.vi, sign).toMatch(/\S/);
    }
  });

  it("has a heading in both languages for each group", () => {
    for (const { name } of EMOJI) {
      expect(en[`emoji.${name}`]).toBeTruthy();
      expect(vi[`emoji.${name}`]).toBeTruthy();
    }
  });
});

describe("a search for emoji", () => {
  it("takes names in both languages, whatever the interface speaks", () => {
    expect(signs("thank")).toContain("🙏");
    expect(signs("cảm ơn")).toContain("🙏");
  });

  it("does not mind tone marks, đ and capital letters", () => {
    expect(signs("CAM ON")).toContain("🙏");
    expect(signs("trai tim do")).toContain("❤️");
    expect(signs("đồng hồ")).toEqual(signs("dong ho"));
    expect(folded("Đồng Hồ")).toBe("dong ho");
  });

  it("wants every word, from its beginning", () => {
    expect(signs("red heart")).toEqual(["❤️"]);
    expect(signs("ear")).not.toContain("❤️");
  });

  it("shows all while nothing is asked, and none for a name that is none", () => {
    expect(found(EMOJI, "  ")).toBe(EMOJI);
    expect(found(EMOJI, "zzz")).toEqual([]);
  });
});

describe("arrow keys", () => {
  const sizes = [COLUMNS + 2, COLUMNS];

  it("go along a row and stop at the ends", () => {
    expect(moved(sizes, 0, "ArrowLeft")).toBe(0);
    expect(moved(sizes, 0, "ArrowRight")).toBe(1);
    expect(moved(sizes, 2 * COLUMNS + 1, "ArrowRight")).toBe(2 * COLUMNS + 1);
  });

  it("go down to the last, shorter row, then into the next group", () => {
    expect(moved(sizes, 1, "ArrowDown")).toBe(COLUMNS + 1);
    expect(moved(sizes, 5, "ArrowDown")).toBe(COLUMNS + 1);
    expect(moved(sizes, COLUMNS + 1, "ArrowDown")).toBe(COLUMNS + 2 + 1);
    expect(moved(sizes, COLUMNS + 4, "ArrowDown")).toBe(COLUMNS + 4);
  });

  it("go up into the group before, and out at the top", () => {
    expect(moved(sizes, COLUMNS + 2, "ArrowUp")).toBe(COLUMNS);
    expect(moved(sizes, COLUMNS + 2 + 5, "ArrowUp")).toBe(COLUMNS + 1);
    expect(moved(sizes, 3, "ArrowUp")).toBeNull();
  });

  it("go to the first and the last with Home and End", () => {
    expect(moved(sizes, 4, "Home")).toBe(0);
    expect(moved(sizes, 4, "End")).toBe(2 * COLUMNS + 1);
  });
});
