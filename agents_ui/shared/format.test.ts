import { describe, expect, it } from "vitest";

import { dayName, duration, listTime, relative } from "./format";

const NOW = new Date(2026, 10, 20, 15, 30).getTime();
const ago = (minutes: number) => NOW - minutes * 60_000;

describe("durations", () => {
  it.each([
    [-5, "0s", "0 giây"],
    [45, "45s", "45 giây"],
    [60, "1m", "1 phút"],
    [3599, "59m", "59 phút"],
    [3600, "1h", "1 giờ"],
    [11_100, "3h 5m", "3 giờ 5 phút"],
    [200_000, "2d", "2 ngày"],
  ])("of %d seconds", (seconds, en, vi) => {
    expect(duration(seconds * 1000, "en")).toBe(en);
    expect(duration(seconds * 1000, "vi")).toBe(vi);
  });
});

describe("times", () => {
  it("are as short as the list allows", () => {
    expect(listTime(ago(10), NOW, "en")).toBe("15:20");
    expect(listTime(ago(60 * 24 * 2), NOW, "en")).toBe("Wed");
    expect(listTime(ago(60 * 24 * 40), NOW, "en")).toBe("Oct 11");
    expect(listTime(ago(60 * 24 * 400), NOW, "vi")).toMatch(/25$/);
  });

  it("name today and yesterday, and write other days out", () => {
    expect(dayName(NOW, NOW, "en")).toBe("Today");
    expect(dayName(ago(60 * 24), NOW, "vi")).toBe("Hôm qua");
    expect(dayName(ago(60 * 24 * 3), NOW, "en")).toBe("Tuesday, November 17, 2026");
  });

  it("are told relative to now, both ways", () => {
    expect(relative(ago(5), NOW, "en")).toBe("5 minutes ago");
    expect(relative(ago(-120), NOW, "en")).toBe("in 2 hours");
    expect(relative(ago(0), NOW, "en")).toBe("now");
    expect(relative(ago(60 * 24), NOW, "vi").toLowerCase()).toBe("hôm qua");
  });
});
