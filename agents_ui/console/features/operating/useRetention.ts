// For how long things are kept: what is set, a draft of it, what the draft would delete now, and saving it.
import { ApiError } from "@shared/api";
import type { PastCounts, Retention, RetentionView } from "@shared/wire";
import { computed, onMounted, ref, shallowRef, watch } from "vue";

import { api } from "../../api";
import { useForm } from "../session/useForm";

const PATH = "/settings/retention";
export const KINDS = ["conversations", "files", "visits", "consents", "blocks", "feedback", "searches"] as const;
export type Kind = (typeof KINDS)[number];

/** Days to choose from; 0 is for ever, which visits and searches may not be kept. */
const CHOICES: Record<Kind, readonly number[]> = {
  conversations: [0, 30, 90, 180, 365, 730, 1095, 1825, 3650],
  files: [0, 7, 30, 90, 180, 365, 730],
  visits: [1, 7, 30, 60, 90, 180, 365],
  consents: [0, 365, 1095, 1825],
  blocks: [0, 1, 30, 90, 365],
  feedback: [0, 30, 90, 180, 365, 730],
  searches: [1, 7, 30, 60, 90, 180, 365, 730],
};

/** The days to choose from for a kind; what is set is among them, whoever set it. */
export function choices(kind: Kind, set: number): number[] {
  const found = CHOICES[kind].includes(set) ? [...CHOICES[kind]] : [...CHOICES[kind], set];
  return found.sort((a, b) => a - b);
}

export function useRetention() {
  const kept = shallowRef<RetentionView | null>(null);
  const draft = ref<Retention | null>(null);
  const counts = shallowRef<PastCounts | null>(null);
  const failure = shallowRef<ApiError | null>(null);
  const form = useForm();
  let asked = 0;

  const dirty = computed(
    () => kept.value !== null && KINDS.some((kind) => draft.value?.[kind] !== kept.value?.kept[kind]),
  );
  const total = computed(() => KINDS.reduce((sum, kind) => sum + (counts.value?.[kind] ?? 0), 0));

  function take(found: RetentionView): void {
    kept.value = found;
    draft.value = { ...found.kept };
  }

  async function load(): Promise<void> {
    failure.value = null;
    try {
      take(await api.get<RetentionView>(PATH));
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      failure.value = reason;
    }
  }

  /** The answer to the last question counts, whatever the order in which answers come. */
  async function preview(): Promise<void> {
    const number = ++asked;
    counts.value = null;
    try {
      const found = await api.get<PastCounts>(`${PATH}/preview`, { ...draft.value });
      if (number === asked) counts.value = found;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
    }
  }

  async function save(): Promise<boolean> {
    return form.run(async () => {
      take(await api.send<RetentionView>("PATCH", PATH, { ...draft.value, version: kept.value?.version ?? 0 }));
    });
  }

  watch(draft, () => draft.value && void preview(), { deep: true });
  onMounted(load);
  return { kept, draft, counts, total, dirty, failure, load, save, busy: form.busy, problem: form.error };
}
