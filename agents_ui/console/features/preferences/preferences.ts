// What this browser remembers of how its user likes the console.
import { locale, LOCALES, type Locale } from "@shared/i18n";
import { watchEffect } from "vue";

import { persisted } from "./persisted";

export type Theme = "system" | "light" | "dark";

export const theme = persisted<Theme>("theme", "system");
export const listWidth = persisted("list-width", 320);
export const contextWidth = persisted("context-width", 280);
export const contextOpen = persisted("context-open", true);
export const sound = persisted("sound", true);

const chosenLocale = persisted<Locale | null>("locale", null);
if (chosenLocale.value !== null) locale.value = chosenLocale.value;

export function chooseLocale(language: Locale): void {
  locale.value = chosenLocale.value = language;
}

/** Of an account: holds unless this browser's user has chosen a language here. */
export function suggestLocale(language: unknown): void {
  const known = LOCALES.find((each) => each === language);
  if (known && chosenLocale.value === null) locale.value = known;
}

watchEffect(() => {
  if (theme.value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});
