import { describe, expect, it } from "vitest";

import { answered, asked } from "./suggestion";

const SIGNS = ["/", "@"];

describe("what a text asks for", () => {
  it.each([
    ["/", 1, { trigger: "/", wanted: "", start: 0, end: 1 }],
    ["/chao", 5, { trigger: "/", wanted: "chao", start: 0, end: 5 }],
    ["Dạ /đổi hàng", 7, { trigger: "/", wanted: "đổi", start: 3, end: 7 }],
    ["line\n@li", 8, { trigger: "@", wanted: "li", start: 5, end: 8 }],
  ])("sees the sign in %j at %i", (text, cursor, expected) => {
    expect(asked(text, cursor, SIGNS)).toEqual(expected);
  });

  it.each([
    ["", 0],
    ["hello", 5],
    ["and/or", 6],
    ["a@b", 3],
    ["/chao em", 8],
    ["https://shop.example", 20],
    [`/${"a".repeat(80)}`, 81],
  ])("sees none in %j at %i", (text, cursor) => {
    expect(asked(text, cursor, SIGNS)).toBeNull();
  });

  it.each([
    ["??", 2, { trigger: "??", wanted: "", start: 0, end: 2 }],
    ["Dạ ??đổi trả", 12, { trigger: "??", wanted: "đổi trả", start: 3, end: 12 }],
    ["?? gift /card", 13, { trigger: "??", wanted: " gift /card", start: 0, end: 13 }],
  ])("takes several words after the sign of a phrase in %j", (text, cursor, expected) => {
    expect(asked(text, cursor, SIGNS, ["??"])).toEqual(expected);
  });

  it.each([
    ["Really?? Yes", 12],
    ["??gift\ncard", 11],
    [`??${"a ".repeat(30)}`, 62],
    ["?", 1],
  ])("sees no phrase in %j", (text, cursor) => expect(asked(text, cursor, SIGNS, ["??"])).toBeNull());

  it("puts the answer in its place and leaves the rest", () => {
    const place = asked("Dạ /ch ạ", 6, SIGNS);
    expect(place && answered("Dạ /ch ạ", place, "chào chị")).toEqual({ text: "Dạ chào chị ạ", cursor: 11 });
  });
});
