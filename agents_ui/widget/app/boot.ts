// What the server wrote into the frame page.
import { LOCALES, type Locale } from "@shared/i18n/index";

/** What the inbox's owner wrote; a new inbox has nothing yet. */
export type Texts = Partial<Record<Locale, string>>;

export interface Boot {
  embed_token: string;
  inbox: {
    id: string;
    name: string;
    colour: string;
    greeting: Texts;
    title: Texts;
  };
  /** The origin of the shop's page. */
  site: string;
  languages: Locale[];
}

export function readBoot(): Boot {
  return JSON.parse(document.getElementById("boot")!.textContent!) as Boot;
}

/** In this language, else in the other one; null where neither is written. */
export function written(texts: Texts, locale: Locale): string | null {
  const all = [locale, ...LOCALES].map((language) => texts[language]?.trim());
  return all.find(Boolean) ?? null;
}
