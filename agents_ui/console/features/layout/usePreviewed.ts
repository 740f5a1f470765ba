// Something is chosen, and what would come of it is read: what comes of an earlier choice is dropped.
import { ApiError } from "@shared/api";
import { ref, shallowRef } from "vue";

import { describe } from "../../i18n";

export function usePreviewed<T>(read: (id: string) => Promise<T>) {
  const chosen = ref<string | null>(null);
  const preview = shallowRef<T | null>(null);
  const error = ref<string | null>(null);

  function tell(reason: unknown): void {
    if (!(reason instanceof ApiError)) throw reason;
    error.value = describe(reason);
  }

  async function choose(id: string | null): Promise<void> {
    chosen.value = id;
    preview.value = error.value = null;
    if (id === null) return;
    try {
      const found = await read(id);
      if (id === chosen.value) preview.value = found;
    } catch (reason) {
      if (id === chosen.value || !(reason instanceof ApiError)) tell(reason);
    }
  }

  return { chosen, preview, error, choose, tell };
}
