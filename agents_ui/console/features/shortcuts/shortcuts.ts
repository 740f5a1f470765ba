// Keys, heard once for the whole page: single ones never while somebody writes.
import { onMounted, onUnmounted, ref } from "vue";

import { singleKeys } from "../preferences/settings";
import { ACTIONS, actionOf, type Action } from "./actions";
import { isSingle, written } from "./keys";

const actions = new Map<Action, () => void>();

/** Binds an action while the calling component is there; the last one mounted wins. */
export function useShortcut(name: Action, action: () => void): void {
  onMounted(() => actions.set(name, action));
  onUnmounted(() => {
    if (actions.get(name) === action) actions.delete(name);
  });
}

/** Does what a key would, for the palette; false where nothing here answers to it. */
export function perform(name: Action): boolean {
  const action = actions.get(name);
  action?.();
  return action !== undefined;
}

export const isBound = (name: Action): boolean => actions.has(name);

const WRITING = "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable], [role=menu], [role=dialog]";
/** Where these stand open, the keys are theirs. */
const MODAL = "[role=dialog], [role=menu]";

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const keys = written(event);
  const name = keys === null ? undefined : actionOf(keys);
  const action = name === undefined ? undefined : actions.get(name);
  if (!keys || !action) return;
  const { target } = event;
  const within = target instanceof Element ? target : null;
  if (isSingle(keys) ? !singleKeys.value || within?.closest(WRITING) : within?.closest(MODAL)) return;
  event.preventDefault();
  action();
}

/** The one listener, for the shell; also keeps whether the help is open. */
export function useShortcuts() {
  const helpOpen = ref(false);
  onMounted(() => window.addEventListener("keydown", onKey));
  onUnmounted(() => window.removeEventListener("keydown", onKey));
  useShortcut("help", () => (helpOpen.value = true));
  return { helpOpen };
}

export { ACTIONS, type Action };
