// Customers as they are typed for: parts of names, addresses, numbers and fields, without regard to tone marks.
import { ApiError } from "@shared/api";
import type { CustomerHit } from "@shared/wire";
import { ref, shallowRef, watch, type Ref } from "vue";

import { api, type Page } from "../../api";
import { useLatest } from "../layout/useLatest";

const PAUSE = 250;

/** hits is null while nothing is searched for. */
export function useCustomerSearch(words: Ref<string>) {
  const hits = shallowRef<CustomerHit[] | null>(null);
  const searching = ref(false);
  const error = shallowRef<ApiError | null>(null);
  const { stop, soon, signal } = useLatest(PAUSE);

  async function search(q: string): Promise<void> {
    const mine = signal();
    try {
      const page = await api.get<Page<CustomerHit>>("/search/customers", { q, limit: 30 }, mine);
      hits.value = page.items;
      error.value = null;
    } catch (reason) {
      if (mine.aborted) return;
      if (!(reason instanceof ApiError)) throw reason;
      error.value = reason;
    }
    searching.value = false;
  }

  /** After a failure. */
  function again(): void {
    error.value = null;
    searching.value = true;
    void search(words.value.trim());
  }

  watch(
    words,
    (text) => {
      stop();
      const q = text.trim();
      searching.value = q !== "";
      error.value = null;
      if (q === "") hits.value = null;
      else soon(() => search(q));
    },
    { immediate: true },
  );
  return { hits, searching, error, again };
}

/** What was found, without the marks of where. */
export function plain(pieces: { text: string }[]): string {
  return pieces.map((piece) => piece.text).join("");
}
