// By when an answer is promised, and how near that is. Pure.
import { duration } from "@shared/format";
import type { Locale } from "@shared/i18n";

import { t } from "../../i18n";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** So long before it is due, an answer is due soon: as the server has it for its lists. */
export const SOON_MS = 4 * HOUR_MS;

export type Nearness = "overdue" | "soon" | "later";

export function nearness(due: number, now: number): Nearness {
  if (due <= now) return "overdue";
  return due - now <= SOON_MS ? "soon" : "later";
}

/** Such as "5h 10m left", "1d 16h left" or "9d overdue". */
export function dueText(due: number, now: number, language: Locale): string {
  const span = Math.abs(due - now);
  const hours = Math.floor((span % DAY_MS) / HOUR_MS);
  const both = span >= DAY_MS && span < WEEK_MS && hours > 0;
  const time = both ? `${duration(span, language)} ${duration(hours * HOUR_MS, language)}` : duration(span, language);
  return t(due <= now ? "due.over" : "due.left", { time });
}
