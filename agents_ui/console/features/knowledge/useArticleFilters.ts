// What the list of articles shows. It stands in the address, so that a list can be kept, sent, and come back to.
import { LOCALES, type Locale } from "@shared/i18n";
import { computed } from "vue";
import { useRoute, useRouter } from "vue-router";

import { KINDS, VISIBILITIES } from "./words";

export const VIEWS = ["all", "in_review", "stale", "archived"] as const;
export type View = (typeof VIEWS)[number];
export const STATUSES = ["draft", "published", "missing"] as const;

export interface Filters {
  view: View;
  words: string;
  category: string;
  locale: Locale | "";
  status: (typeof STATUSES)[number] | "";
  kind: (typeof KINDS)[number] | "";
  visibility: (typeof VISIBILITIES)[number] | "";
  author: string;
}

const oneOf = <T extends string>(all: readonly T[], text: string): T | "" => all.find((each) => each === text) ?? "";

export function filtersIn(query: Record<string, unknown>): Filters {
  const text = (name: string) => (typeof query[name] === "string" ? query[name] : "");
  return {
    view: oneOf(VIEWS, text("view")) || "all",
    words: text("q"),
    category: text("category"),
    locale: oneOf(LOCALES, text("in")),
    status: oneOf(STATUSES, text("status")),
    kind: oneOf(KINDS, text("kind")),
    visibility: oneOf(VISIBILITIES, text("for")),
    author: text("author"),
  };
}

export function addressOf({ view, words, locale, visibility, ...rest }: Filters): Record<string, string> {
  const all = { view: view === "all" ? "" : view, q: words.trim(), in: locale, for: visibility, ...rest };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

/** What the server is asked for. A language is missing in one language, or the filter says nothing. */
export function queryOf({ view, words, status, locale, ...rest }: Filters): Record<string, string | boolean | null> {
  const ofView = view === "in_review" || view === "archived" ? view : null;
  const wanted = status === "missing" && locale === "" ? null : status || null;
  const given = { ...rest, words: words.trim(), locale, status: ofView ?? wanted };
  const said = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value || null]));
  return { ...said, stale: view === "stale" ? true : null };
}

/** How many filters narrow the list, besides the view and the words. */
export function countOf({ category, locale, status, kind, visibility, author }: Filters): number {
  return [category, locale, status, kind, visibility, author].filter((each) => each !== "").length;
}

export function useArticleFilters() {
  const route = useRoute();
  const router = useRouter();
  const filters = computed(() => filtersIn(route.query));

  function set(part: Partial<Filters>): void {
    void router.replace({ query: addressOf({ ...filters.value, ...part }) });
  }

  return { filters, set };
}
