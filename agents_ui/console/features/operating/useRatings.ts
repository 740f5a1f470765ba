// Ratings summed up for a filter, and the choices of the filter.
import { ApiError } from "@shared/api";
import { locale } from "@shared/i18n";
import type { RatingSummary } from "@shared/wire";
import { computed, onMounted, reactive, ref, shallowRef, watch } from "vue";

import { api, type Page } from "../../api";

export const PERIODS = ["7", "30", "90", "365", ""] as const;
export type Period = (typeof PERIODS)[number];
const DAY = 86_400_000;

export interface Named {
  id: string;
  name: string;
}

/** The filter as the API takes it. */
export interface RatingQuery extends Record<string, string | null> {
  inbox: string | null;
  agent: string | null;
  score: string | null;
  since: string | null;
}

/** The address of the table for spreadsheets, with the same filter. */
export function exportAddress(query: RatingQuery): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== null);
  const text = new URLSearchParams(given).toString();
  return `/api/v1/reports/ratings.csv${text ? `?${text}` : ""}`;
}

/** How wide the bar of each score is, 5 first: per cent of the most frequent one. */
export function bars(distribution: readonly number[]): { score: number; count: number; width: number }[] {
  const most = Math.max(1, ...distribution);
  return distribution.map((count, place) => ({ score: place + 1, count, width: (100 * count) / most })).reverse();
}

/** A share of 0 to 100 as people read it; a dash where there is none. */
export function percentage(value: number | null): string {
  if (value === null) return "–";
  return new Intl.NumberFormat(locale.value, { style: "percent", maximumFractionDigits: 1 }).format(value / 100);
}

export function useRatings(now: () => number = Date.now) {
  const filter = reactive<{ period: Period; inbox: string; agent: string; score: string }>({
    period: "30",
    inbox: "",
    agent: "",
    score: "",
  });
  const inboxes = shallowRef<Named[]>([]);
  const agents = shallowRef<Named[]>([]);
  const summary = shallowRef<RatingSummary | null>(null);
  const failure = shallowRef<ApiError | null>(null);
  const loading = ref(false);
  const opened = now();
  let asked = 0;

  const query = computed<RatingQuery>(() => ({
    inbox: filter.inbox || null,
    agent: filter.agent || null,
    score: filter.score || null,
    since: filter.period ? new Date(opened - Number(filter.period) * DAY).toISOString() : null,
  }));

  async function load(): Promise<void> {
    const number = ++asked;
    loading.value = true;
    failure.value = null;
    try {
      const found = await api.get<RatingSummary>("/reports/ratings/summary", query.value);
      if (number === asked) summary.value = found;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      if (number === asked) failure.value = reason;
    } finally {
      if (number === asked) loading.value = false;
    }
  }

  /** What can be filtered by; without it the page works all the same. */
  async function choose(path: string): Promise<Named[]> {
    try {
      return (await api.get<Page<Named>>(path, { limit: 200 })).items;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      return [];
    }
  }

  watch(query, () => void load());
  onMounted(async () => {
    void load();
    inboxes.value = await choose("/inboxes");
    agents.value = await choose("/staff");
  });
  return { filter, query, inboxes, agents, summary, failure, loading, load };
}
