import { describe, expect, it } from "vitest";

import { faultsOf, intervalOf, minutesOf, nextInterval, ownZone, timeOf, usualHours } from "./hours";

describe("a time of day", () => {
  it.each([
    [0, "00:00"],
    [510, "08:30"],
    [1440, "24:00"],
    [1800, "06:00"],
  ])("shows %d minutes as %s", (minutes, text) => expect(timeOf(minutes)).toBe(text));

  it.each(["", "8", "24:00", "12:60", "noon"])("is none: %j", (text) => expect(minutesOf(text)).toBeNull());

  it("that is not after the start lies on the next day", () => {
    expect(intervalOf("22:00", "06:00")).toEqual({ start: 1320, end: 1800 });
    expect(intervalOf("08:00", "00:00")).toEqual({ start: 480, end: 1440 });
    expect(intervalOf("08:00", "08:00")).toEqual({ start: 480, end: 1920 });
    expect(intervalOf("08:00", "")).toBeNull();
  });
});

describe("a week", () => {
  const closed = () => [[], [], [], [], [], [], []] as { start: number; end: number }[][];

  it("of usual hours has no fault", () => expect(faultsOf(usualHours("UTC").week)).toEqual(Array(7).fill(null)));

  it("names the day whose intervals overlap", () => {
    const week = closed();
    week[2] = [
      { start: 480, end: 720 },
      { start: 700, end: 900 },
    ];
    expect(faultsOf(week)[2]).toBe("overlap");
  });

  it("names the day that begins before the night before has ended, over Sunday too", () => {
    const week = closed();
    week[6] = [{ start: 1320, end: 1800 }];
    week[0] = [{ start: 300, end: 600 }];
    expect(faultsOf(week)[0]).toBe("night");
  });

  it("offers an afternoon after a morning, never past midnight", () => {
    expect(nextInterval([])).toEqual({ start: 480, end: 1020 });
    expect(nextInterval([{ start: 480, end: 720 }])).toEqual({ start: 780, end: 1020 });
    expect(nextInterval([{ start: 480, end: 1380 }])).toEqual({ start: 1380, end: 1440 });
  });
});

it("the browser's zone goes by its name of today", () => {
  expect(ownZone(["Asia/Ho_Chi_Minh", "UTC"], "Asia/Saigon")).toBe("Asia/Ho_Chi_Minh");
  expect(ownZone(["UTC"], "Mars/Olympus")).toBe("UTC");
});
