import { describe, expect, it } from "vitest";

import { isWithin, spanText, unitOf, wholeNumber } from "./numbers";

describe("a span of time", () => {
  it.each([
    [0, "0 sec"],
    [30, "30 sec"],
    [90, "1 min 30 sec"],
    [3600, "1 hr"],
    [90_000, "1 day 1 hr"],
  ])("of %d seconds reads %s", (seconds, text) => expect(spanText(seconds, "en")).toBe(text));

  it("reads in Vietnamese too", () => expect(spanText(150, "vi")).toBe("2 phút 30 giây"));

  it.each([
    [0, "second"],
    [45, "second"],
    [120, "minute"],
    [7200, "hour"],
    [172_800, "day"],
  ] as const)("of %d seconds is written in the unit %s", (seconds, unit) => expect(unitOf(seconds)).toBe(unit));
});

it("a whole number has neither sign, point nor exponent", () => {
  expect(["7", " 7 "].map(wholeNumber)).toEqual([7, 7]);
  expect(["-7", "7.5", "7e1", "", "seven"].map(wholeNumber)).toEqual(Array(5).fill(Number.NaN));
  expect([isWithin(5, 0, 5), isWithin(6, 0, 5), isWithin(Number.NaN, 0, 5)]).toEqual([true, false, false]);
});
