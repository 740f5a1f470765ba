// The notes that name us: how many are new, and the list of them.
import { ApiError } from "@shared/api";
import type { MentionView } from "@shared/wire";
import { defineStore } from "pinia";
import { ref, shallowRef } from "vue";

import { api, type Page } from "../../api";

export const useMentions = defineStore("mentions", () => {
  const unseen = ref(0);
  /** Whether the list shows them instead of conversations. */
  const shown = ref(false);
  const items = shallowRef<MentionView[]>([]);
  const next = ref<string | null>(null);
  const loaded = ref(false);
  const loading = ref(false);
  const error = shallowRef<ApiError | null>(null);

  async function load(after: string | null): Promise<void> {
    if (loading.value) return;
    loading.value = true;
    error.value = null;
    try {
      const page = await api.get<Page<MentionView>>("/mentions", { after });
      items.value = after === null ? page.items : [...items.value, ...page.items];
      next.value = page.next;
      loaded.value = true;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      error.value = reason;
    } finally {
      loading.value = false;
    }
  }

  /** The server has counted anew, since there is another or since we have looked; an open list follows. */
  function count(now: number): void {
    const changed = now !== unseen.value;
    unseen.value = now;
    if (changed && loaded.value) void load(null);
  }

  /** We have looked at those of one conversation, or at all; the new count comes by the socket. */
  async function look(conversation: string | null = null): Promise<void> {
    if (unseen.value === 0) return;
    try {
      await api.send("POST", "/mentions/seen", { conversation }, null);
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
    }
  }

  return { unseen, shown, items, next, loaded, loading, error, first: () => load(null), more: () => load(next.value), count, look };
});
