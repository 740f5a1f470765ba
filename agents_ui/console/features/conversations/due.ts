// By when an answer is promised, and how near that is. Pure.
import { duration } from "@shared/format";
import type { Locale } from "@shared/i18n";

import { t } from "../../i18n";

/** So long before it is due, an answer is due soon: as the server has it for its lists. */
export const SOON_MS = 4 * 3_600_000;

export type Nearness = "overdue" | "soon" | "later";

export function nearness(due: number, now: number): Nearness {
  if (due <= now) return "overdue";
  return due - now <= SOON_MS ? "soon" : "later";
}

/** Such as "5h left" or "2d overdue". */
export function dueText(due: number, now: number, language: Locale): string {
  const time = duration(Math.abs(due - now), language);
  return t(due <= now ? "due.over" : "due.left", { time });
}
