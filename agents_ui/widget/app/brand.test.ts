import { describe, expect, it } from "vitest";

import { brandSet } from "./brand";
import { contrast, parseColour, textOn, type Rgb } from "./colour";

const LIGHT: Rgb = [247, 248, 250];
const DARK: Rgb = [29, 32, 37];

/** Every sixth of each channel: a grid over all colours. */
const steps = [0, 51, 102, 153, 204, 255];
const grid = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => [r, g, b] as const)));

describe("a brand's colours", () => {
  it("carry readable text in light and dark, whatever the brand", () => {
    for (const brand of grid) {
      const { fill, fillDark } = brandSet(brand);
      expect(contrast(fill, textOn(fill)), `text on ${brand}`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(fillDark, textOn(fillDark)), `text on dark ${brand}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("read well themselves on both surfaces", () => {
    for (const brand of grid) {
      const { ink, inkDark } = brandSet(brand);
      expect(contrast(ink, LIGHT), `${brand} on light`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(inkDark, DARK), `${brand} on dark`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("stay as they are where they are good already", () => {
    expect(brandSet([15, 118, 110]).fill).toEqual([15, 118, 110]);
  });

  it("are read from short and long hex, and from nothing else", () => {
    expect(parseColour(" #0fa ")).toEqual([0, 255, 170]);
    expect(parseColour("#0F766E")).toEqual([15, 118, 110]);
    for (const wrong of ["red", "#12", "#12345g", "url(x)", "", null, undefined]) expect(parseColour(wrong)).toBeNull();
  });
});
