import { onMounted, onUnmounted, type Ref } from "vue";

export type Foot = "rail" | "writing" | "offers";

/** Tells the styles how high a part of the page's foot is just now (--foot-…), for what floats above it. */
export function useHeight(element: Readonly<Ref<HTMLElement | null>>, part: Foot): void {
  const root = document.documentElement.style;
  const observer = new ResizeObserver(() => root.setProperty(`--foot-${part}`, `${element.value?.offsetHeight ?? 0}px`));

  onMounted(() => element.value && observer.observe(element.value));
  onUnmounted(() => {
    observer.disconnect();
    root.removeProperty(`--foot-${part}`);
  });
}
