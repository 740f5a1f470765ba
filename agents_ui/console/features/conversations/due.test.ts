import { locale } from "@shared/i18n";
import { beforeEach, describe, expect, it } from "vitest";

import { dueText, nearness } from "./due";

const HOUR = 3_600_000;

describe("when an answer is due", () => {
  beforeEach(() => (locale.value = "en"));

  it("is overdue from that very moment on, and soon four hours before", () => {
    expect([0, 1, 4 * HOUR, 4 * HOUR + 1].map((due) => nearness(due, 0))).toEqual(["overdue", "soon", "soon", "later"]);
  });

  it("is told by the hour within a week, and by the day beyond", () => {
    const said = (hours: number) => dueText(hours * HOUR, 0, "en");
    expect([0.5, 5.5, 24, 40, 24 * 9 + 3].map(said)).toEqual(["30m left", "5h 30m left", "1d left", "1d 16h left", "9d left"]);
    expect([-2, -50].map(said)).toEqual(["2h overdue", "2d 2h overdue"]);
    locale.value = "vi";
    expect(dueText(-30 * HOUR, 0, "vi")).toBe("Quá hạn 1 ngày 6 giờ");
  });
});
