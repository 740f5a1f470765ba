// The live queues as the server pushes them, as long as somebody looks at them.
import type { QueuesLive } from "@shared/wire";
import { defineStore } from "pinia";
import { computed, onMounted, onUnmounted, ref, shallowRef } from "vue";

import { useLive } from "../live/live";
import { now } from "../live/now";

/** Numbers older than this are shown as such. */
export const STALE_MS = 5_000;

export const useLiveQueues = defineStore("liveQueues", () => {
  const live = shallowRef<QueuesLive | null>(null);
  const heardAt = ref(0);
  /** How far this machine's clock is ahead of the server's, in ms. */
  const ahead = ref(0);
  let watching = 0;

  const age = computed(() => Math.max(0, now.value - heardAt.value));
  const stale = computed(() => live.value !== null && age.value > STALE_MS);
  /** The server's time now, in epoch ms: waits are counted by it. */
  const time = computed(() => Math.max(now.value, heardAt.value) - ahead.value);

  function receive(found: QueuesLive): void {
    heardAt.value = Date.now();
    ahead.value = heardAt.value - Date.parse(found.at);
    live.value = found;
  }

  /** Says again what is watched, to a socket that has just opened. */
  function resume(): void {
    if (watching > 0) useLive().send({ type: "watch_queues", on: true });
  }

  function watch(): void {
    watching += 1;
    if (watching === 1) resume();
  }

  function unwatch(): void {
    watching -= 1;
    if (watching > 0) return;
    useLive().send({ type: "watch_queues", on: false });
    live.value = null;
  }

  return { live, age, stale, time, receive, resume, watch, unwatch };
});

/** Watches them while the calling component is there. */
export function useWatchedQueues() {
  const queues = useLiveQueues();
  onMounted(queues.watch);
  onUnmounted(queues.unwatch);
  return queues;
}
