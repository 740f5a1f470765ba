// The search as one types: a short wait, one question at a time, and what was asked before is of no interest any more.
import type { components } from "@shared/api.gen";
import { locale } from "@shared/i18n/index";
import { newId } from "@shared/id";
import { onUnmounted, ref, shallowRef, watch } from "vue";

import { api } from "./reading";

export type Hit = components["schemas"]["HelpHit"];
type Results = components["schemas"]["HelpResults"];

const WAIT = 200;
const LIMIT = 6;

/** hits: none while nothing is looked for, or nothing has come yet. search: by what name the server notes it. */
export function useHelpSearch() {
  const words = ref("");
  const hits = shallowRef<Hit[] | null>(null);
  const failed = ref(false);
  const search = ref(newId());
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;

  async function ask(q: string): Promise<void> {
    const { signal } = (asking = new AbortController());
    const query = { q, locale: locale.value, limit: LIMIT, typing: true, source: "widget", search: search.value };
    try {
      hits.value = (await api.get<Results>("/help/search", query, signal)).items;
      failed.value = false;
    } catch {
      if (!signal.aborted) failed.value = true;
    }
  }

  function stop(): void {
    clearTimeout(waiting);
    asking?.abort();
  }

  watch([words, locale], () => {
    stop();
    const q = words.value.trim();
    if (q) {
      waiting = setTimeout(() => void ask(words.value.trimStart()), WAIT);
      return;
    }
    // What comes next is another thing that is looked for.
    hits.value = null;
    failed.value = false;
    search.value = newId();
  });
  onUnmounted(stop);

  return { words, hits, failed, search };
}
