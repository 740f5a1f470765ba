// The installation's labels, by id. They change seldom: read once, and again where a conversation has one that is new.
import type { Label } from "@shared/wire";
import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";

import { api, type Page } from "../../api";

export const useLabels = defineStore("labels", () => {
  const all = shallowRef<Label[]>([]);
  const byId = computed(() => new Map(all.value.map((label) => [label.id, label])));
  /** Ids that were unknown when the labels were last read: removed ones, not worth reading again. */
  const unknown = new Set<string>();
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    const page = await api.get<Page<Label>>("/labels", { limit: 200 });
    all.value = page.items;
  }

  function load(): Promise<void> {
    return (reading ??= read().finally(() => (reading = null)));
  }

  /** Reads the labels anew where one of these is not known yet. What cannot be read now is tried with the next. */
  async function learn(ids: readonly string[]): Promise<void> {
    const fresh = ids.filter((id) => !byId.value.has(id) && !unknown.has(id));
    if (fresh.length === 0) return;
    await load().catch(() => undefined);
    for (const id of fresh) if (!byId.value.has(id)) unknown.add(id);
  }

  const named = (ids: readonly string[]): Label[] =>
    ids.map((id) => byId.value.get(id)).filter((label) => label !== undefined);

  return { all, byId, load, learn, named };
});
