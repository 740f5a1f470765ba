// Keeps the end in sight while somebody reads there, the place while they read further up, and loads what is older.
import { nextTick, onBeforeUnmount, onMounted, ref, watch, type Ref } from "vue";

import type { Thread } from "./thread";
import { useThreads } from "./threads";

const NEAR = 48;
/** Where each conversation was left, in pixels from its end; only those not left at the end. */
const places = new Map<string, number>();

export function useTimelineScroll(box: Readonly<Ref<HTMLElement | null>>, thread: () => Thread) {
  const threads = useThreads();
  const loading = ref(false);
  /** Messages that came while we read further up. */
  const fresh = ref(0);
  let atEnd = true;

  const fromEnd = () => (box.value ? box.value.scrollHeight - box.value.scrollTop - box.value.clientHeight : 0);

  function toEnd(): void {
    if (box.value) box.value.scrollTop = box.value.scrollHeight;
    fresh.value = 0;
  }

  function onScroll(): void {
    atEnd = fromEnd() < NEAR;
    if (atEnd) fresh.value = 0;
    if ((box.value?.scrollTop ?? 0) < NEAR) void older();
  }

  async function older(): Promise<void> {
    if (loading.value || !thread().hasOlder) return;
    loading.value = true;
    const left = fromEnd();
    try {
      await threads.loadOlder(thread().id);
    } finally {
      loading.value = false;
    }
    await nextTick();
    if (box.value) box.value.scrollTop = box.value.scrollHeight - box.value.clientHeight - left;
  }

  onMounted(() => {
    const place = places.get(thread().id);
    if (place === undefined || !box.value) toEnd();
    else box.value.scrollTop = box.value.scrollHeight - box.value.clientHeight - place;
    atEnd = fromEnd() < NEAR;
  });
  onBeforeUnmount(() => {
    if (atEnd) places.delete(thread().id);
    else places.set(thread().id, fromEnd());
  });

  watch(
    () => [thread().messages.at(-1)?.seq ?? 0, thread().outgoing.length] as const,
    async ([seq, waiting], [oldSeq, oldWaiting]) => {
      await nextTick();
      if (atEnd || waiting > oldWaiting) toEnd();
      else if (seq > oldSeq) fresh.value += 1;
    },
  );

  return { fresh, loading, onScroll, toEnd };
}
