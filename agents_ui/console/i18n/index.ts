// The console's texts.
import type { ApiError } from "@shared/api";
import { catalogue, type Locale } from "@shared/i18n";

import en from "./en";
import vi from "./vi";

export type Key = keyof typeof en;
export const t = catalogue<Key>({ en, vi });

/** Each language in itself. */
export const LANGUAGE_NAMES: Record<Locale, string> = { en: "English", vi: "Tiếng Việt" };

/** A server's error code as a sentence. */
export function describeCode(code: string, count = 1): string {
  const key = `error.${code}`;
  return t(key in en ? (key as Key) : "error.other", { count });
}

export function describe(error: ApiError): string {
  return describeCode(error.code, error.retryAfter ?? 1);
}
