// How articles are called and where their languages stand. Pure, but for the language.
import { locale, LOCALES, type Locale } from "@shared/i18n";
import type { ArticleKind, ArticleRow, ArticleStatus } from "@shared/wire";

import { t } from "../../i18n";

export const KINDS: readonly ArticleKind[] = [
  "article",
  "policy_returns",
  "policy_refunds",
  "policy_warranty",
  "policy_service_promise",
];
export const ROLES = ["agent", "supervisor", "administrator"] as const;
export const VISIBILITIES = ["public", "internal"] as const;

/** changed: readers have it, and a newer version is being written. */
export type State = "missing" | "draft" | "in_review" | "published" | "changed";
export const TONES = { missing: "neutral", draft: "neutral", in_review: "accent", published: "good", changed: "warn" } as const;

export function stateOf(translation: { status: ArticleStatus; published: number | null } | undefined): State {
  if (!translation) return "missing";
  return translation.status === "draft" && translation.published !== null ? "changed" : translation.status;
}

/** Each language of ours, with where the article stands in it. */
export function statesOf(translations: readonly { locale: Locale; status: ArticleStatus; published: number | null }[]) {
  return LOCALES.map((language) => ({ language, state: stateOf(translations.find((each) => each.locale === language)) }));
}

/** In the reader's own language where there is one, else as it is called in another. */
export function titleOf(article: Pick<ArticleRow, "key">, translations: readonly { locale: Locale; title: string }[]): string {
  const own = translations.find((each) => each.locale === locale.value && each.title !== "");
  return (own ?? translations.find((each) => each.title !== ""))?.title ?? t("articles.untitled", { key: article.key });
}

export interface Votes {
  helpful: number;
  unhelpful: number;
}

export function votesOf(translations: readonly Votes[]): Votes {
  const sum = (name: keyof Votes) => translations.reduce((total, each) => total + each[name], 0);
  return { helpful: sum("helpful"), unhelpful: sum("unhelpful") };
}

/** Of those who said anything, the share that was helped; null where nobody has. */
export function shareOf({ helpful, unhelpful }: Votes): number | null {
  return helpful + unhelpful === 0 ? null : helpful / (helpful + unhelpful);
}

export const percent = (share: number): string => new Intl.NumberFormat(locale.value, { style: "percent" }).format(share);

/** A date without a time of day, such as 2026-03-01. */
export function dateText(date: string): string {
  return new Intl.DateTimeFormat(locale.value, { dateStyle: "medium", timeZone: "UTC" }).format(Date.parse(date));
}

/** Where readers find a published article, as knowledge_base/values.py has it. */
export const addressOf = (language: Locale, slug: string): string => `/help/${language}/${slug}`;
