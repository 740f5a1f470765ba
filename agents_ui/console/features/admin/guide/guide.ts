// How far the installation has been set up, as the server computes it.
import type { SetupProgress } from "@shared/wire";
import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";

import { api } from "../../../api";

export const useGuide = defineStore("guide", () => {
  const progress = shallowRef<SetupProgress | null>(null);
  /** There is something left to do, and nobody has put the guide away. */
  const open = computed(() => progress.value !== null && !progress.value.done && !progress.value.dismissed);

  async function load(): Promise<void> {
    progress.value = await api.get<SetupProgress>("/setup-progress");
  }

  async function dismiss(dismissed: boolean): Promise<void> {
    progress.value = await api.send<SetupProgress>("PATCH", "/setup-progress", { dismissed });
  }

  return { progress, open, load, dismiss };
});
