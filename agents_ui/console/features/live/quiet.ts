// Quiet hours: whether a moment lies in them, by the clock on a wall in some time zone. Pure.
import type { Preferences } from "@shared/wire";

export type Quiet = Preferences["quiet"];

/** Minutes since midnight, and the weekday from 1, Monday, to 7; in the browser's zone where this one is unknown. */
function wall(at: Date, zone: string | null): { minutes: number; day: number } {
  const options = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  let parts: Intl.DateTimeFormatPart[];
  try {
    parts = new Intl.DateTimeFormat("en", { ...options, timeZone: zone ?? undefined }).formatToParts(at);
  } catch {
    parts = new Intl.DateTimeFormat("en", options).formatToParts(at);
  }
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  const day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(part("weekday")) + 1;
  return { minutes: Number(part("hour")) * 60 + Number(part("minute")), day };
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

export function isQuiet(quiet: Quiet, at: Date): boolean {
  if (!quiet.on) return false;
  const { minutes, day } = wall(at, quiet.time_zone);
  const [begin, end] = [minutesOf(quiet.begin), minutesOf(quiet.end)];
  const begins = (one: number) => quiet.days.includes(one);
  if (begin < end) return begins(day) && minutes >= begin && minutes < end;
  // Over midnight: they belong to the day on which they began.
  const before = day === 1 ? 7 : day - 1;
  return (begins(day) && minutes >= begin) || (begins(before) && minutes < end);
}
