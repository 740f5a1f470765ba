import { describe, expect, it } from "vitest";

import { bars, exportAddress } from "./useRatings";

describe("ratings", () => {
  it("have a bar for each score, the best first, as wide as the most frequent allows", () => {
    expect(bars([1, 0, 0, 2, 4])).toEqual([
      { score: 5, count: 4, width: 100 },
      { score: 4, count: 2, width: 50 },
      { score: 3, count: 0, width: 0 },
      { score: 2, count: 0, width: 0 },
      { score: 1, count: 1, width: 25 },
    ]);
    expect(bars([0, 0, 0, 0, 0]).every((bar) => bar.width === 0)).toBe(true);
  });

  it("are exported with the filter that is seen", () => {
    const all = { inbox: null, agent: null, score: null, since: null };
    expect(exportAddress(all)).toBe("/api/v1/reports/ratings.csv");
    const since = "2026-03-02T09:00:00.000Z";
    expect(exportAddress({ ...all, score: "5", since })).toBe(
      "/api/v1/reports/ratings.csv?score=5&since=2026-03-02T09%3A00%3A00.000Z",
    );
  });
});
