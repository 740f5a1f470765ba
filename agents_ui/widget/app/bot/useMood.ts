// What the bot's face shows: it thinks from a question to its answer, and talks for a moment when an answer has come.
import { onUnmounted, ref, watch, type Ref } from "vue";

import type { Chat } from "../state";
import { newestOfBot, question } from "./having";

export type Mood = "idle" | "thinking" | "talking";

/** Whoever has not answered by then does not think any more. */
const THINKS = 20_000;
const TALKS = 2_400;

export function useMood(chat: Readonly<Ref<Chat>>): Readonly<Ref<Mood>> {
  const mood = ref<Mood>("idle");
  let waiting: ReturnType<typeof setTimeout> | undefined;

  function show(next: Mood, until: number): void {
    clearTimeout(waiting);
    mood.value = next;
    if (next !== "idle") waiting = setTimeout(() => (mood.value = "idle"), until);
  }

  watch(
    [() => question(chat.value), () => newestOfBot(chat.value), () => chat.value.conversation?.id] as const,
    ([asked, said, id], [askedBefore, saidBefore, idBefore]) => {
      if (asked) {
        if (asked !== askedBefore) show("thinking", THINKS);
      } else if (said && said !== saidBefore && id && id === idBefore) show("talking", TALKS);
      else if (askedBefore || id !== idBefore) show("idle", 0);
    },
    { immediate: true },
  );
  onUnmounted(() => clearTimeout(waiting));
  return mood;
}
