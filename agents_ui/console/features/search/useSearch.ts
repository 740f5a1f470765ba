// What the search page shows: the newest answer to what is typed, page after page.
import { ApiError } from "@shared/api";
import { ref, shallowRef, watch, type Ref } from "vue";

import { api, type Page } from "../../api";
import { useLatest } from "../layout/useLatest";

const PAUSE = 200;
const PAGE = 30;

/** The newest first; hits is null while nothing is searched for. More of an answer comes with more(). */
export function useSearch<T, P extends Page<T> = Page<T>>(
  path: string,
  words: Ref<string>,
  filters: () => Record<string, string | null>,
) {
  const hits = shallowRef<T[] | null>(null);
  const first = shallowRef<P | null>(null);
  const next = ref<string | null>(null);
  const searching = ref(false);
  const error = shallowRef<ApiError | null>(null);
  const { stop, soon, signal } = useLatest(PAUSE);

  async function search(after: string | null): Promise<void> {
    const mine = signal();
    searching.value = true;
    error.value = null;
    try {
      const page = await api.get<P>(path, { q: words.value.trim(), ...filters(), limit: PAGE, after }, mine);
      hits.value = after === null ? page.items : [...(hits.value ?? []), ...page.items];
      if (after === null) first.value = page;
      next.value = page.next;
    } catch (reason) {
      if (mine.aborted) return;
      if (!(reason instanceof ApiError)) throw reason;
      error.value = reason;
    }
    searching.value = false;
  }

  function look(): void {
    stop();
    searching.value = words.value.trim() !== "";
    if (searching.value) soon(() => search(null));
    else {
      hits.value = first.value = error.value = null;
      next.value = null;
    }
  }

  watch([words, () => JSON.stringify(filters())], look, { immediate: true });
  return { hits, first, next, searching, error, again: () => search(null), more: () => search(next.value) };
}
