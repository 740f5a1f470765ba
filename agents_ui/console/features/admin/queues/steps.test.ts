import type { Step } from "@shared/wire";
import { describe, expect, it } from "vitest";

import { added, flawsOf, removed, reordered, segmentsOf, widthsOf } from "./steps";

const asks = (skill: string, level = 1, seconds: number | null = 30): Step => ({ seconds, alternatives: [[{ skill, level }]] });
const everybody: Step = { seconds: null, alternatives: [] };

describe("skill steps", () => {
  it("of which the last asks for more than any member knows are told", () => {
    const steps = [asks("returns", 2), asks("returns", 4, null)];
    const knowing = (level: number) => [{ skills: [] }, { skills: [{ skill: "returns", level }] }];
    expect(flawsOf(steps, 20, knowing(3))[1]).toContain("nobody_meets");
    expect(flawsOf(steps, 20, knowing(4))[1]).not.toContain("nobody_meets");
    expect(flawsOf(steps, 20)[1]).not.toContain("nobody_meets");
    expect(flawsOf([asks("returns", 5), everybody], 20, knowing(1)).flat()).toEqual([]);
  });

  it("follow each other in time, and the last one stays", () => {
    expect(segmentsOf([asks("returns", 3), asks("warranty", 1, 90), everybody])).toEqual([
      { from: 0, to: 30 },
      { from: 30, to: 120 },
      { from: 120, to: null },
    ]);
  });

  it("after an endless one are never reached", () => {
    const steps = [asks("returns", 3, null), everybody];
    expect(segmentsOf(steps)[1]).toEqual({ from: null, to: null });
    expect(flawsOf(steps, 20)[1]).toContain("never_reached");
  });

  it.each([
    ["shorter than an offer", [asks("returns", 1, 10), everybody], [["shorter_than_offer"], []]],
    ["asking nobody new", [asks("returns"), asks("returns", 4), everybody], [[], ["nobody_new"], []]],
    ["after everybody", [{ seconds: 60, alternatives: [] }, asks("returns", 1, null)], [[], ["nobody_new", "not_all_members"]]],
    ["that leave members out", [asks("returns", 3), asks("returns", 1, null)], [[], ["not_all_members"]]],
    ["as they should be", [asks("returns", 3), asks("warranty"), everybody], [[], [], []]],
  ] satisfies [string, Step[], string[][]][])("%s are told", (_, steps, flaws) => expect(flawsOf(steps, 20)).toEqual(flaws));

  it("are added before the one that asks everybody, whose place is the end", () => {
    const { steps, at } = added([asks("returns"), everybody]);
    expect(at).toBe(1);
    expect(steps.map((step) => step.seconds)).toEqual([30, 30, null]);
    expect(added([asks("returns", 1, null)])).toEqual({ steps: [asks("returns"), everybody], at: 1 });
  });

  it("keep an end when they are moved or removed", () => {
    const steps = [asks("returns", 3, 45), everybody];
    expect(reordered(steps, 0, 1)).toEqual([{ seconds: 30, alternatives: [] }, { ...asks("returns", 3), seconds: null }]);
    expect(removed(steps, 1)).toEqual([{ ...asks("returns", 3), seconds: null }]);
  });

  it("are drawn wider the longer they last, but never to nothing", () => {
    const [short, long] = widthsOf([
      { from: 0, to: 30 },
      { from: 30, to: 3600 },
    ]);
    expect(long).toBeGreaterThan(short!);
    expect(long).toBeLessThan(4 * short!);
  });
});
