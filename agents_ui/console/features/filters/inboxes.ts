// The inboxes by name, for whoever chooses among them.
import type { InboxView } from "@shared/wire";
import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";

import { api, type Page } from "../../api";

export const useInboxes = defineStore("inboxes", () => {
  const all = shallowRef<InboxView[]>([]);
  const channels = computed(() => [...new Set(all.value.map((inbox) => inbox.channel))].sort());

  /** Reads them anew; where that fails, what was read before serves. */
  async function load(): Promise<void> {
    const page = await api.get<Page<InboxView>>("/inboxes", { limit: 200 }).catch(() => null);
    if (page) all.value = page.items;
  }

  const nameOf = (id: string | null): string | null => all.value.find((inbox) => inbox.id === id)?.name ?? null;
  return { all, channels, load, nameOf };
});
