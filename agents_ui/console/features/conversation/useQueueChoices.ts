// The queues that a conversation may go to, read when somebody asks.
import { ApiError } from "@shared/api";
import type { QueueChoice, QueueChoices } from "@shared/wire";
import { ref, shallowRef } from "vue";

import { api } from "../../api";

export function useQueueChoices() {
  const queues = shallowRef<QueueChoice[]>([]);
  const error = shallowRef<ApiError | null>(null);
  const loaded = ref(false);

  async function load(): Promise<void> {
    error.value = null;
    try {
      queues.value = (await api.get<QueueChoices>("/queues/choices")).queues;
      loaded.value = true;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      error.value = reason;
    }
  }

  return { queues, error, loaded, load };
}
