import { describe, expect, it } from "vitest";

import { snoozeChoices } from "./snoozeChoices";

const days = (from: Date) => snoozeChoices(from).map((choice) => new Date(choice.value));

describe("snoozing", () => {
  it("offers an hour, four hours, tomorrow and next Monday at nine", () => {
    const friday = new Date(2026, 10, 20, 15, 30);
    const [hour, four, tomorrow, monday] = days(friday) as [Date, Date, Date, Date];
    expect(hour.getTime() - friday.getTime()).toBe(3_600_000);
    expect(four.getTime() - friday.getTime()).toBe(4 * 3_600_000);
    expect([tomorrow.getDate(), tomorrow.getHours()]).toEqual([21, 9]);
    expect([monday.getDate(), monday.getDay(), monday.getHours()]).toEqual([23, 1, 9]);
  });

  it("means the next Monday on a Monday", () => {
    expect(days(new Date(2026, 10, 23, 8, 0))[3]!.getDate()).toBe(30);
  });
});
