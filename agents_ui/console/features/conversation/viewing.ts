// Who else has a conversation on the screen, and saying what is on ours: again with every heartbeat, since the server
// forgets whoever falls silent.
import type { AgentRef, FrameOf } from "@shared/wire";
import { defineStore } from "pinia";
import { onMounted, onUnmounted, shallowReactive, watch } from "vue";

import { useLive } from "../live/live";

const REPEAT_EVERY = 10_000;

export const useViewers = defineStore("viewers", () => {
  const viewers = shallowReactive(new Map<string, AgentRef[]>());

  function receive(frame: FrameOf<"viewers">): void {
    if (frame.agents.length === 0) viewers.delete(frame.conversation);
    else viewers.set(frame.conversation, frame.agents);
  }

  return { viewers, receive, of: (id: string) => viewers.get(id) ?? [], forget: () => viewers.clear() };
});

/** Says that this conversation is on the screen while it is, and the page in front. */
export function useViewing(conversation: () => string): void {
  const live = useLive();
  let said: string | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;

  function say(): void {
    const shown = document.visibilityState === "visible" ? conversation() : null;
    if (shown === null && said === null) return;
    if (live.send({ type: "viewing", conversation: shown })) said = shown;
  }

  onMounted(() => {
    document.addEventListener("visibilitychange", say);
    timer = setInterval(say, REPEAT_EVERY);
  });
  onUnmounted(() => {
    document.removeEventListener("visibilitychange", say);
    clearInterval(timer);
    if (said !== null) live.send({ type: "viewing", conversation: null });
  });
  watch([conversation, () => live.state], () => live.state === "open" && say(), { immediate: true });
}
