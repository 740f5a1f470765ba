// An agent's signatures while they are edited: by language, as text with signs that format. Pure.
import { LOCALES, type Locale } from "@shared/i18n";
import type { OwnSignatures } from "@shared/wire";

import { blocksOf, htmlOf, isFormatted } from "../mail/mailText";

export type Texts = Record<Locale, string>;
export const LONGEST = 2_000;

type Given = OwnSignatures["texts"];

/** Of one that was made elsewhere, the text. */
export const textsOf = (given: Given | undefined): Texts => Object.fromEntries(LOCALES.map((language) => [language, given?.[language]?.text ?? ""])) as Texts;

/** What is sent; formatted where something is. before: what was set elsewhere stays as it is until its text changes. */
export function written(texts: Texts, before: Given | undefined): NonNullable<Given> {
  const made = LOCALES.map((language) => {
    const text = texts[language].trim();
    const earlier = before?.[language];
    if (earlier && (earlier.text ?? "") === text) return [language, earlier] as const;
    const blocks = blocksOf(text);
    return [language, { text, html: isFormatted(blocks) ? htmlOf(blocks) : "" }] as const;
  });
  return Object.fromEntries(made.filter(([, one]) => one.text || one.html));
}

/** Whose signature a customer of a language sees: the other one's where there is none. */
export const shownIn = (texts: Texts, language: Locale): string => texts[language].trim() || LOCALES.map((one) => texts[one].trim()).find(Boolean) || "";
