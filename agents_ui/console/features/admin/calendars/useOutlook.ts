// How hours that are being edited would stand: the server computes it as one types.
import type { Hours, Outlook } from "@shared/wire";
import { computed, type Ref } from "vue";

import { useAnswer } from "../editing/useAnswer";

/** `problem` is what the server finds wrong with the hours, with its place. */
export function useOutlook(hours: Readonly<Ref<Hours | null>>) {
  const question = computed(() => hours.value && { hours: hours.value });
  const { answer: outlook, problem } = useAnswer<Outlook>("/calendars/check", question);
  return { outlook, problem };
}
