import { describe, expect, it } from "vitest";

import { changesIn, mergeOnto } from "./merging";

const BASE = { name: "Shop", sites: ["a.vn"], settings: { colour: "#111111", title: { en: "Hi" } as Record<string, string>, files: true } };
const theirs = { ...BASE, name: "Lotus", settings: { ...BASE.settings, colour: "#222222", title: { en: "Hello" } } };

describe("what two have made of one thing", () => {
  it("keeps what the one has not touched as the other has left it", () => {
    const mine = { ...BASE, sites: ["a.vn", "b.vn"], settings: { ...BASE.settings, files: false, title: { en: "Hi", vi: "Chào" } } };
    expect(mergeOnto(theirs, BASE, mine)).toEqual({
      name: "Lotus",
      sites: ["a.vn", "b.vn"],
      settings: { colour: "#222222", title: { en: "Hello", vi: "Chào" }, files: false },
    });
  });

  it("takes one's own where both have changed a field, and lets go what one has taken out", () => {
    const mine = { ...BASE, name: "Mine", settings: { ...BASE.settings, title: {} } };
    expect(mergeOnto(theirs, BASE, mine)).toMatchObject({ name: "Mine", settings: { colour: "#222222", title: {} } });
  });

  it("is told by its fields, each marked where both have changed it", () => {
    const mine = { ...BASE, name: "Mine", settings: { ...BASE.settings, title: { en: "Hi", vi: "Chào" } } };
    expect(changesIn(theirs, BASE, mine)).toEqual([
      { place: "name", both: true },
      { place: "settings.colour", both: false },
      { place: "settings.title", both: false },
    ]);
  });

  it("says nothing of what both have made alike", () => {
    expect(changesIn(theirs, BASE, theirs)).toEqual([]);
    expect(changesIn({ hours: { week: [[1]] } }, { hours: { week: [[]] } }, { hours: { week: [[2]] } })).toEqual([
      { place: "hours.week", both: true },
    ]);
  });
});
