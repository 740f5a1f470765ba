// Keeps the end in sight while somebody reads there, the place while they read further up, and loads what is older.
import { ApiError } from "@shared/api";
import { toast } from "@shared/ui/toasts";
import { nextTick, onBeforeUnmount, onMounted, ref, watch, type Ref } from "vue";

import { describe } from "../../i18n";
import type { Thread } from "./thread";
import { useThreads } from "./threads";

type Element = Readonly<Ref<HTMLElement | null>>;

const NEAR = 48;
/** Where each conversation was left, in pixels from its end; only those not left at the end. */
const places = new Map<string, number>();

/** box scrolls, content grows within it. */
export function useTimelineScroll(box: Element, content: Element, thread: () => Thread) {
  const threads = useThreads();
  const loading = ref(false);
  /** Messages that came while we read further up. */
  const fresh = ref(0);
  let atEnd = true;

  const fromEnd = () => (box.value ? box.value.scrollHeight - box.value.scrollTop - box.value.clientHeight : 0);

  function setFromEnd(pixels: number): void {
    if (box.value) box.value.scrollTop = box.value.scrollHeight - box.value.clientHeight - pixels;
  }

  function toEnd(): void {
    setFromEnd(0);
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
      await nextTick();
      setFromEnd(left);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(describe(error), { tone: "bad" });
    } finally {
      loading.value = false;
    }
  }

  // Whatever makes the content higher or the box lower (a line, a mark, the composer), the end stays in sight.
  const observer = new ResizeObserver(() => {
    if (atEnd) toEnd();
  });

  onMounted(() => {
    setFromEnd(places.get(thread().id) ?? 0);
    atEnd = fromEnd() < NEAR;
    for (const element of [box.value, content.value]) if (element) observer.observe(element);
  });
  onBeforeUnmount(() => {
    observer.disconnect();
    if (atEnd) places.delete(thread().id);
    else places.set(thread().id, fromEnd());
  });

  watch(
    () => [thread().messages.at(-1)?.seq ?? 0, thread().outgoing.length] as const,
    async ([seq, waiting], [oldSeq, oldWaiting]) => {
      const wasAtEnd = atEnd;
      await nextTick();
      if (wasAtEnd || waiting > oldWaiting) toEnd();
      else if (seq > oldSeq) fresh.value += 1;
    },
  );

  return { fresh, loading, onScroll, toEnd };
}
