// When the business opens again, as people say it.
import { clock } from "@shared/format";
import type { Locale } from "@shared/i18n/index";

import type { Hours } from "./frames";
import { t } from "./texts";

const DAY = 86_400_000;

/** "today at 14:00", "tomorrow at 08:00", "Monday at 08:00" or a date; in the reader's zone. */
export function openingTime(at: number, now: number, language: Locale): string {
  const time = clock(at, language);
  const midnight = (moment: number) => new Date(moment).setHours(0, 0, 0, 0);
  // Rounded, since a day with a clock change has not 24 hours.
  const days = Math.round((midnight(at) - midnight(now)) / DAY);
  const link = language === "vi" ? " lúc " : " at ";
  return day(at, days, language) + link + time;
}

function day(at: number, days: number, language: Locale): string {
  if (days < 2) return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day").toLocaleLowerCase(language);
  const options: Intl.DateTimeFormatOptions = days < 7 ? { weekday: "long" } : { weekday: "long", day: "numeric", month: "long" };
  return new Intl.DateTimeFormat(language, options).format(at);
}

/** What there is to say out of hours; none while the business is open. */
export function closedNow(hours: Hours | null, language: Locale): string | null {
  if (hours?.open !== false) return null;
  if (!hours.next_open) return t("hours.closed");
  return t("hours.opens", { when: openingTime(Date.parse(hours.next_open), Date.now(), language) });
}
