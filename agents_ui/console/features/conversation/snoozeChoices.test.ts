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
    const monday = new Date(2026, 10, 23, 8, 0);
    expect(days(monday)[3]!.getDate()).toBe(30);
    expect(snoozeChoices(monday)[3]!.hint).toContain("Nov 30");
    expect(snoozeChoices(monday)[2]!.hint).not.toContain("Nov");
  });

  it("leaves Monday out on a Sunday, when it is tomorrow", () => {
    const sunday = snoozeChoices(new Date(2026, 10, 22, 15, 0));
    expect(sunday.map((choice) => choice.label)).toEqual(["For an hour", "For four hours", "Until tomorrow"]);
  });

  it("says when something is to happen where nothing rests", () => {
    const labels = snoozeChoices(new Date(2026, 10, 20, 15, 30), "later").map((choice) => choice.label);
    expect(labels).toEqual(["In an hour", "In four hours", "Tomorrow morning", "Monday morning"]);
  });

  it("never offers the same moment twice", () => {
    for (let hour = 0; hour < 24 * 7; hour += 1) {
      const values = snoozeChoices(new Date(2026, 10, 16, hour)).map((choice) => choice.value);
      expect(new Set(values).size, `hour ${hour}`).toBe(values.length);
    }
  });
});
