// Messages in English and Vietnamese, chosen at run time: typed keys, plural forms and {named} values.
import { ref, watchEffect } from "vue";

export const LOCALES = ["en", "vi"] as const;
export type Locale = (typeof LOCALES)[number];
/** One text, or one for each plural form of `count` in that language (Vietnamese knows only `other`). */
export type Message = string | { one?: string; other: string };
export type Values = Record<string, string | number>;

/** The browser's wish, as far as we speak it. */
export function preferredLocale(languages: readonly string[] = navigator.languages): Locale {
  for (const language of languages) {
    const known = LOCALES.find((locale) => language.toLowerCase().startsWith(locale));
    if (known) return known;
  }
  return "en";
}

export const locale = ref<Locale>(preferredLocale());

watchEffect(() => {
  document.documentElement.lang = locale.value;
});

export function render(message: Message, language: Locale, values: Values = {}): string {
  let text: string;
  if (typeof message === "string") text = message;
  else {
    const form = new Intl.PluralRules(language).select(Number(values.count ?? 0));
    text = (form === "one" && message.one) || message.other;
  }
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : value;
  });
}

/** Makes the `t` of one catalogue; both languages must hold the same keys, which the type checks. */
export function catalogue<Key extends string>(texts: Record<Locale, Record<Key, Message>>) {
  return (key: Key, values?: Values): string => render(texts[locale.value][key], locale.value, values);
}
