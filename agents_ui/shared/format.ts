// Times and durations for people, in their language.
import { render, type Locale, type Message } from "./i18n/index";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Short = "seconds" | "minutes" | "hours" | "hoursMinutes" | "days";
export const SHORT: Record<Locale, Record<Short, Message>> = {
  en: {
    seconds: "{s}s",
    minutes: "{m}m",
    hours: "{h}h",
    hoursMinutes: "{h}h {m}m",
    days: "{d}d",
  },
  vi: {
    seconds: "{s} giây",
    minutes: "{m} phút",
    hours: "{h} giờ",
    hoursMinutes: "{h} giờ {m} phút",
    days: "{d} ngày",
  },
};

/** A span such as "45s", "12m", "3h 5m" or "2d"; never negative. */
export function duration(ms: number, language: Locale): string {
  const span = Math.max(0, ms);
  const texts = SHORT[language];
  if (span < MINUTE) return render(texts.seconds, language, { s: Math.floor(span / 1000) });
  if (span < HOUR) return render(texts.minutes, language, { m: Math.floor(span / MINUTE) });
  if (span >= DAY) return render(texts.days, language, { d: Math.floor(span / DAY) });
  const h = Math.floor(span / HOUR);
  const m = Math.floor((span % HOUR) / MINUTE);
  return render(m > 0 ? texts.hoursMinutes : texts.hours, language, { h, m });
}

/** The short time of a list row: the clock today, the weekday within a week, else the date. */
export function listTime(at: number, now: number, language: Locale): string {
  const days = dayDistance(at, now);
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options).format(at);
  if (days === 0) return clock(at, language);
  if (days > -7 && days < 0) return format({ weekday: "short" });
  if (new Date(at).getFullYear() === new Date(now).getFullYear()) return format({ day: "numeric", month: "short" });
  return format({ day: "numeric", month: "numeric", year: "2-digit" });
}

export function clock(at: number, language: Locale): string {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** The text of a day line: today, yesterday, else the full date. */
export function dayName(at: number, now: number, language: Locale): string {
  const days = dayDistance(at, now);
  if (days === 0 || days === -1) {
    const text = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day");
    return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
  }
  return new Intl.DateTimeFormat(language, { dateStyle: "full" }).format(at);
}

/** "5 minutes ago", "in 2 hours", "yesterday". */
export function relative(at: number, now: number, language: Locale): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const span = at - now;
  const size = Math.abs(span);
  if (size < MINUTE) return format.format(0, "second");
  if (size < HOUR) return format.format(Math.trunc(span / MINUTE), "minute");
  if (size < DAY) return format.format(Math.trunc(span / HOUR), "hour");
  return format.format(Math.trunc(span / DAY), "day");
}

export function fullTime(at: number, language: Locale): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" }).format(at);
}

export function sameDay(a: number, b: number): boolean {
  return dayDistance(a, b) === 0;
}

/** Calendar days from now to at, in the reader's zone; rounding absorbs the hour of a clock change. */
function dayDistance(at: number, now: number): number {
  const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  return Math.round((midnight(at) - midnight(now)) / DAY);
}
