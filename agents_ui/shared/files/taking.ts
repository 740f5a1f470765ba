// Files by drag and drop.
import { onMounted, onUnmounted, ref, type Ref } from "vue";

const EVENTS = ["dragenter", "dragleave", "dragover", "drop"] as const;

/** Takes what is dropped on an element that is there once mounted; over: files are being dragged above it. */
export function useDrop(target: () => HTMLElement | null | undefined, take: (files: File[]) => void): { over: Ref<boolean> } {
  const over = ref(false);
  let depth = 0;

  function hear(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    if (event.type === "dragenter") depth += 1;
    else if (event.type === "dragleave") depth = Math.max(0, depth - 1);
    else event.preventDefault();
    if (event.type === "drop") {
      depth = 0;
      const files = dropped(event.dataTransfer);
      if (files.length > 0) take(files);
    }
    over.value = depth > 0;
  }

  let element: HTMLElement | null | undefined;
  onMounted(() => {
    element = target();
    for (const name of EVENTS) element?.addEventListener(name, hear);
  });
  onUnmounted(() => {
    for (const name of EVENTS) element?.removeEventListener(name, hear);
  });
  return { over };
}

/** Without folders, which come as files that cannot be read. */
function dropped({ items }: DataTransfer): File[] {
  return [...items].flatMap((item) => (item.webkitGetAsEntry?.()?.isDirectory ? [] : (item.getAsFile() ?? [])));
}
