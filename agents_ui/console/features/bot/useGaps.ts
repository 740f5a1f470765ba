// The questions that the bot could not answer well, by a filter, and what becomes of them.
import { ApiError } from "@shared/api";
import type { components } from "@shared/api.gen";
import type { Locale } from "@shared/i18n";
import { toast } from "@shared/ui/toasts";
import { onMounted, reactive, ref, shallowRef, watch } from "vue";
import { useRouter } from "vue-router";

import { api } from "../../api";
import { describe, t } from "../../i18n";

type Schemas = components["schemas"];
export type Gap = Schemas["GapView"];
export type GapKind = Gap["kind"];
export const KINDS = ["wrong", "unanswered", "search", "right"] as const satisfies readonly GapKind[];

export function useGaps() {
  const router = useRouter();
  const filter = reactive<{ kind: GapKind | ""; language: Locale | "" }>({ kind: "", language: "" });
  const gaps = shallowRef<Gap[] | null>(null);
  const failure = shallowRef<ApiError | null>(null);
  /** The keys of those that are marked, to be dismissed at once. */
  const chosen = ref<string[]>([]);
  /** The gap that something is being done with; empty: several. */
  const busy = ref<string | null>(null);
  let asked = 0;

  async function load(): Promise<void> {
    const number = ++asked;
    failure.value = null;
    try {
      const query = { kind: filter.kind || null, locale: filter.language || null };
      const found = await api.get<Schemas["Gaps"]>("/bot/gaps", query);
      if (number === asked) gaps.value = found.items;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      if (number === asked) failure.value = reason;
    }
  }

  /** What is done with is gone from the list, also where somebody else was first. */
  async function close<T>(gap: Gap, how: string, body?: unknown): Promise<T | null> {
    busy.value = gap.key;
    try {
      const result = await api.send<T>("POST", `/bot/gaps/${gap.key}/${how}`, body);
      forget(gap);
      return result;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      toast(describe(reason), { tone: "bad" });
      if (reason.code === "gap_gone" || reason.code === "gap_closed") forget(gap);
      return null;
    } finally {
      busy.value = null;
    }
  }

  function forget(gap: Gap): void {
    gaps.value = (gaps.value ?? []).filter((one) => one.key !== gap.key);
    chosen.value = chosen.value.filter((key) => key !== gap.key);
  }

  async function draft(gap: Gap): Promise<void> {
    const made = await close<Schemas["GapClosing"]>(gap, "draft", {});
    if (!made) return;
    const open = () => void router.push({ name: "article", params: { id: made.article }, query: { in: gap.locale } });
    toast(t("gaps.drafted"), router.hasRoute("article") ? { action: { label: t("gaps.openDraft"), run: open } } : {});
    if (router.hasRoute("article")) open();
  }

  async function add(gap: Gap, article: { id: string; title: string }): Promise<void> {
    const made = await close<Schemas["GapClosing"]>(gap, "phrasing", { article: article.id });
    if (made) toast(t("gaps.added", { count: made.phrasings, title: article.title }));
  }

  async function dismiss(gap: Gap): Promise<void> {
    await close(gap, "dismiss");
  }

  async function dismissChosen(): Promise<void> {
    busy.value = "";
    const keys = chosen.value;
    try {
      await api.send("POST", "/bot/gaps/dismiss", { gaps: keys });
      for (const gap of gaps.value ?? []) if (keys.includes(gap.key)) forget(gap);
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      toast(describe(reason), { tone: "bad" });
    } finally {
      busy.value = null;
    }
  }

  watch(filter, () => {
    chosen.value = [];
    void load();
  });
  onMounted(load);
  return { filter, gaps, chosen, failure, busy, load, draft, add, dismiss, dismissChosen };
}
