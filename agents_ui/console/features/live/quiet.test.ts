import { describe, expect, it } from "vitest";

import { isQuiet, type Quiet } from "./quiet";

const NIGHT: Quiet = { on: true, begin: "18:00", end: "08:00", days: [1, 2, 3, 4, 5], time_zone: "Asia/Ho_Chi_Minh" };
/** A time of the week of Monday 2 March 2026 in Vietnam (UTC+7). */
const at = (day: number, time: string) => new Date(`2026-03-0${day + 1}T${time}:00+07:00`);

describe("quiet hours", () => {
  it("go over midnight, and belong to the day on which they begin", () => {
    expect(isQuiet(NIGHT, at(1, "17:59"))).toBe(false);
    expect(isQuiet(NIGHT, at(1, "18:00"))).toBe(true);
    expect(isQuiet(NIGHT, at(2, "07:59"))).toBe(true);
    expect(isQuiet(NIGHT, at(2, "08:00"))).toBe(false);
    expect(isQuiet(NIGHT, at(1, "07:00"))).toBe(false); // Sunday evening began none
    expect(isQuiet(NIGHT, at(6, "07:00"))).toBe(true); // Friday's
    expect(isQuiet(NIGHT, at(6, "19:00"))).toBe(false);
  });

  it("may lie within a day, or be the whole of it", () => {
    const noon = { ...NIGHT, begin: "12:00", end: "13:00" };
    expect([at(1, "11:59"), at(1, "12:00"), at(1, "13:00")].map((one) => isQuiet(noon, one))).toEqual([false, true, false]);
    const whole = { ...NIGHT, begin: "00:00", end: "00:00" };
    expect([at(5, "23:59"), at(6, "00:00")].map((one) => isQuiet(whole, one))).toEqual([true, false]);
  });

  it("are none where they are off, and the browser's where their zone is unknown", () => {
    expect(isQuiet({ ...NIGHT, on: false }, at(1, "19:00"))).toBe(false);
    const local = new Date(2026, 2, 2, 19, 0);
    expect(isQuiet({ ...NIGHT, time_zone: "Mars/Base" }, local)).toBe(true);
    expect(isQuiet({ ...NIGHT, time_zone: null }, local)).toBe(true);
  });
});
