// The few words that the loader says on the shop's page.
import type { Locale } from "@shared/i18n/index";

interface Texts {
  /** The name of launcher and panel. */
  title: string;
  /** After a number. */
  unread: string;
  retry: string;
}

export const TEXTS: Record<Locale, Texts> = {
  en: {
    title: "Chat",
    unread: " unread",
    retry: "Chat did not load. Try again",
  },
  vi: {
    title: "Trò chuyện",
    unread: " tin chưa đọc",
    retry: "Không tải được. Thử lại",
  },
};

/** The first wish that we speak. */
export function pickLocale(wishes: (string | undefined)[]): Locale {
  const known = wishes.map((wish) => wish?.slice(0, 2).toLowerCase() as Locale);
  return known.find((wish) => TEXTS[wish]) ?? "en";
}
