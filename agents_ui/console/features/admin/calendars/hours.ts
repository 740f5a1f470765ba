// Business hours as the editor handles them: minutes after midnight, written as times of day. Pure.
import type { Hours, Interval } from "@shared/wire";

export const DAY = 1440;
export const MAX_INTERVALS = 6;

/** 510 as "08:30"; what runs past midnight shows the next day's clock, and its end as "24:00" where it is midnight. */
export function timeOf(minutes: number): string {
  const shown = minutes > DAY ? minutes - DAY : minutes;
  return `${String(Math.floor(shown / 60)).padStart(2, "0")}:${String(shown % 60).padStart(2, "0")}`;
}

/** The minutes of "08:30" as a clock input gives it; null for anything else. */
export function minutesOf(text: string): number | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (!found) return null;
  const minutes = Number(found[1]) * 60 + Number(found[2]);
  return Number(found[1]) < 24 && Number(found[2]) < 60 ? minutes : null;
}

/** An interval from two clock times: an end that is not after the start lies on the next day. */
export function intervalOf(start: string, end: string): Interval | null {
  const from = minutesOf(start);
  const to = minutesOf(end);
  if (from === null || to === null) return null;
  return { start: from, end: to > from ? to : to + DAY };
}

export const isOvernight = (interval: Interval): boolean => interval.end > DAY;

/** The interval that a day gets next: an afternoon after a morning, else a usual working day. */
export function nextInterval(day: readonly Interval[]): Interval {
  const last = day.at(-1);
  if (!last) return { start: 8 * 60, end: 17 * 60 };
  const start = Math.min(last.end + 60, DAY - 60);
  return { start, end: Math.min(start + 4 * 60, DAY) };
}

export type DayFault = "overlap" | "night" | null;

/** Which day of the week has intervals that overlap, by itself or with what runs over from the day before. */
export function faultsOf(week: readonly (readonly Interval[])[]): DayFault[] {
  return week.map((day, index) => {
    if (overlaps(day)) return "overlap";
    const before = week[(index + 6) % 7]!.at(-1);
    const first = day[0];
    return before && first && before.end - DAY > first.start ? "night" : null;
  });
}

export function overlaps(day: readonly Interval[]): boolean {
  return day.some((interval, index) => index > 0 && interval.start < day[index - 1]!.end);
}

export function usualHours(zone: string): Hours {
  const day = { start: 8 * 60, end: 17 * 60 };
  return { zone, week: [0, 1, 2, 3, 4, 5, 6].map((n) => (n < 5 ? [{ ...day }] : [])), holidays: [] };
}

/** The browser's own zone in the name that the server knows it by: Chrome still says Asia/Saigon. */
export function ownZone(known: readonly string[], own = Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  const today = OLD_NAMES[own] ?? own;
  return known.includes(today) ? today : "UTC";
}

const OLD_NAMES: Record<string, string> = {
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Europe/Kiev": "Europe/Kyiv",
};
