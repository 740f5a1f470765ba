// Single keys, heard once for the whole page and never while somebody writes.
import { onMounted, onUnmounted, ref } from "vue";

import { singleKeys } from "../preferences/preferences";

type Action = () => void;
const actions = new Map<string, Action>();

/** Binds a key while the calling component is there; the last one mounted wins. */
export function useShortcut(key: string, action: Action): void {
  onMounted(() => actions.set(key, action));
  onUnmounted(() => {
    if (actions.get(key) === action) actions.delete(key);
  });
}

const WRITING = "input, textarea, select, [contenteditable], [role=menu], [role=dialog]";

/** The one listener, for the shell; also keeps whether the help is open. */
export function useShortcuts() {
  const helpOpen = ref(false);

  function onKey(event: KeyboardEvent): void {
    const { target } = event;
    if ((event.ctrlKey || event.metaKey) && event.key === "/") {
      event.preventDefault();
      helpOpen.value = true;
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !singleKeys.value) return;
    if (target instanceof Element && target.closest(WRITING)) return;
    const action = actions.get(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  }

  onMounted(() => window.addEventListener("keydown", onKey));
  onUnmounted(() => window.removeEventListener("keydown", onKey));
  useShortcut("?", () => (helpOpen.value = true));
  return { helpOpen };
}
