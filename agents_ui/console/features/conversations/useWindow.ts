// Draws only the rows of a long list that can be seen, all of one height.
import { computed, onMounted, onUnmounted, ref, type Ref } from "vue";

const SPARE = 6;

export function useWindow(scroller: Ref<HTMLElement | null>, count: () => number, rowHeight: () => number) {
  const top = ref(0);
  const height = ref(800);
  let observer: ResizeObserver | null = null;

  onMounted(() => {
    observer = new ResizeObserver(([entry]) => (height.value = entry!.contentRect.height));
    observer.observe(scroller.value!);
  });
  onUnmounted(() => observer?.disconnect());

  const first = computed(() => Math.max(0, Math.min(count(), Math.floor(top.value / rowHeight())) - SPARE));
  const end = computed(() => Math.min(count(), Math.ceil((top.value + height.value) / rowHeight()) + SPARE));

  /** Scrolls just so far that the row is seen whole. */
  function reveal(index: number): void {
    const box = scroller.value;
    if (!box) return;
    const start = index * rowHeight();
    if (start < box.scrollTop) box.scrollTop = start;
    else if (start + rowHeight() > box.scrollTop + box.clientHeight) box.scrollTop = start + rowHeight() - box.clientHeight;
  }

  return { first, end, reveal, onScroll: () => (top.value = scroller.value!.scrollTop) };
}
