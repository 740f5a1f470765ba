// Numbers and spans of time as they are written into forms. Pure.

/** What is written, as a number; NaN where it is none without sign, point or exponent. */
export function wholeNumber(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
}

export const shownNumber = (count: number | null): string => (count === null || Number.isNaN(count) ? "" : String(count));

export const isWithin = (count: number, least: number, most: number): boolean =>
  Number.isInteger(count) && count >= least && count <= most;

export const UNITS = { second: 1, minute: 60, hour: 3600, day: 86_400 } as const;
export type Unit = keyof typeof UNITS;

/** The largest unit in which so many seconds are a whole number. */
export function unitOf(seconds: number): Unit {
  const fitting = (Object.keys(UNITS) as Unit[]).filter((unit) => seconds > 0 && seconds % UNITS[unit] === 0);
  return fitting.at(-1) ?? "second";
}

/** Seconds as people say them, such as "1 min 30 sec" or "2 phút". */
export function spanText(seconds: number, language: string): string {
  let left = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const unit of ["day", "hour", "minute", "second"] as const) {
    const count = Math.floor(left / UNITS[unit]);
    left -= count * UNITS[unit];
    if (count > 0) parts.push(inUnit(count, unit, language));
  }
  return parts.join(" ") || inUnit(0, "second", language);
}

const inUnit = (count: number, unit: Unit, language: string): string =>
  new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(count);
