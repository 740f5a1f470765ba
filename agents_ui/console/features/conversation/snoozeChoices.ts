import { clock } from "@shared/format";
import { locale } from "@shared/i18n";
import type { MenuItem } from "@shared/ui/Menu.vue";

import { t } from "../../i18n";

const HOUR = 3_600_000;
const MORNING = 9;
const MONDAY = 1;

/** Later today, tomorrow or next Monday morning: each value is an ISO time. On a Sunday, Monday is tomorrow.
 *
 * words: for how long something rests, or when it is to happen. */
export function snoozeChoices(from: Date, words: "snooze" | "later" = "snooze"): MenuItem<string>[] {
  const choice = (label: string, at: Date): MenuItem<string> => ({
    value: at.toISOString(),
    label,
    hint: hint(from, at),
  });
  const choices = [
    choice(t(`${words}.hour`), new Date(from.getTime() + HOUR)),
    choice(t(`${words}.fourHours`), new Date(from.getTime() + 4 * HOUR)),
    choice(t(`${words}.tomorrow`), morning(from, 1)),
    choice(t(`${words}.monday`), morning(from, (MONDAY - from.getDay() + 7) % 7 || 7)),
  ];
  return choices.filter((one, index) => choices.findIndex((other) => other.value === one.value) === index);
}

export function morning(from: Date, days: number): Date {
  const at = new Date(from);
  at.setDate(at.getDate() + days);
  at.setHours(MORNING, 0, 0, 0);
  return at;
}

function hint(from: Date, at: Date): string {
  const time = clock(at.getTime(), locale.value);
  if (from.toDateString() === at.toDateString()) return time;
  const day: Intl.DateTimeFormatOptions = { weekday: "short" };
  // The weekday of today or yesterday would be taken for the one that comes next.
  if (at.getTime() - from.getTime() > 5 * 24 * HOUR) Object.assign(day, { day: "numeric", month: "short" });
  return `${new Intl.DateTimeFormat(locale.value, day).format(at)} ${time}`;
}
