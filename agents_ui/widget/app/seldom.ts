// A text that is read out: what it was made from may change at any time, it itself only so often.
import { onUnmounted, ref, watch, type Ref } from "vue";

/** Follows `source`, at once if it has been still for `every` milliseconds, else then. Empty is followed at once. */
export function seldom(source: Readonly<Ref<string>>, every: number): Readonly<Ref<string>> {
  const text = ref("");
  let changedAt = -every;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  function follow(now: string): void {
    clearTimeout(waiting);
    if (!now) {
      text.value = "";
      return;
    }
    waiting = setTimeout(() => {
      text.value = now;
      changedAt = Date.now();
    }, Math.max(0, changedAt + every - Date.now()));
  }
  watch(source, follow, { immediate: true });
  onUnmounted(() => clearTimeout(waiting));
  return text;
}
