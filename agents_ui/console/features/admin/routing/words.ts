// How what routing knows is said: channels, needs, reasons. Pure, but for the language.
import { locale } from "@shared/i18n";
import type { Channel, Need } from "@shared/wire";

import { t } from "../../../i18n";

export const CHANNELS: readonly Channel[] = ["webchat", "email", "voice", "callback", "task"];
export const channelName = (channel: Channel): string => t(`channel.${channel}`);
export const channelChoices = () => CHANNELS.map((value) => ({ value, label: channelName(value) }));

export type NameOf = (id: string) => string;

/** "Returns 3 or better and Warranty"; a level of 1 asks for nothing but the skill. */
export function needsText(needs: readonly Need[], nameOf: NameOf): string {
  return list(needs.map(({ skill, level }) => (level && level > 1 ? t("need.level", { skill: nameOf(skill), level }) : nameOf(skill))));
}

export const list = (names: readonly string[]): string => new Intl.ListFormat(locale.value).format(names);
export const either = (names: readonly string[]): string =>
  new Intl.ListFormat(locale.value, { type: "disjunction" }).format(names);

/** What a language is called in the reader's own. */
export function languageName(code: string): string {
  const name = new Intl.DisplayNames([locale.value], { type: "language", fallback: "code" }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(locale.value) + name.slice(1);
}

/** The languages that are offered to choose from; others that somebody has stay. */
export const LANGUAGES = ["vi", "en", "zh", "ja", "ko", "th", "km", "lo", "id", "ms", "fr", "de", "es", "ru"] as const;

export function languageChoices(also: readonly string[] = []): { value: string; label: string }[] {
  return [...new Set([...LANGUAGES, ...also])].map((value) => ({ value, label: languageName(value) }));
}

/** Reasons as the server names them; one that is newer than this page is shown as it is. */
export const REASONS = [
  "not_member",
  "queue_closed",
  "channel_off",
  "lacks_language",
  "lacks_skill",
  "excluded",
  "kept_for_another",
  "later_step",
  "later_tier",
  "absent",
  "wrapping",
  "busy",
  "at_cap",
  "full",
] as const;

export function reasonText(reason: string): string {
  const known = REASONS.find((each) => each === reason);
  return known ? t(`whyNot.${known}`) : reason;
}
