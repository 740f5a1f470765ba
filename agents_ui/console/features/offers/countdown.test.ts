import { expect, it } from "vitest";

import { secondsLeft, share } from "./countdown";

const FROM = "2026-11-20T09:00:00Z";
const UNTIL = "2026-11-20T09:00:20Z";

it("shrinks from the whole to nothing", () => {
  expect([21_000, 20_000, 5_000, 0, -3].map((ms) => share(ms, FROM, UNTIL))).toEqual([1, 1, 0.25, 0, 0]);
  expect(share(1, FROM, FROM)).toBe(0);
});

it("counts whole seconds, of which there are never more than there were", () => {
  expect([20_900, 20_000, 4_100, 0, -3].map((ms) => secondsLeft(ms, FROM, UNTIL))).toEqual([20, 20, 5, 0, 0]);
});
