// What the palette offers: whoever is on the screen says what can be done there.
import { fold } from "@shared/fold";
import type { IconName } from "@shared/ui/icons/paths";
import { computed, onMounted, onUnmounted, shallowReactive } from "vue";

import { keysOf, type Action } from "../shortcuts/actions";
import { fit } from "./fuzzy";

export interface Command {
  id: string;
  label: string;
  group: string;
  icon?: IconName;
  /** Whose key is shown beside it. */
  action?: Action;
  checked?: boolean;
  /** Offered only where something is looked for: one of many. */
  sought?: boolean;
  run: () => void;
}

const providers = shallowReactive(new Set<() => Command[]>());

/** Offers commands while the calling component is there; the later ones stand first. */
export function useCommands(provide: () => Command[]): void {
  onMounted(() => providers.add(provide));
  onUnmounted(() => providers.delete(provide));
}

export const commands = computed(() => [...providers].reverse().flatMap((provide) => provide()));
export const keyOf = (command: Command) => (command.action ? keysOf(command.action)[0] : undefined);

const SHOWN = 50;

/** The commands that fit, the best first; without a wish all, as they are offered. Pure. */
export function matching(wanted: string, offered: readonly Command[]): Command[] {
  if (wanted.trim() === "") return offered.filter((command) => !command.sought).slice(0, SHOWN);
  return offered
    .map((command, index) => ({ command, index, score: score(wanted, command) }))
    .filter((one) => one.score !== null)
    .sort((a, b) => b.score! - a.score! || a.index - b.index)
    .slice(0, SHOWN)
    .map((one) => one.command);
}

/** By what it does; by where it stands only as it is written. */
function score(wanted: string, command: Command): number | null {
  return fit(wanted, command.label) ?? (fold(command.group).includes(fold(wanted.trim())) ? 0 : null);
}

/** The number of a conversation in what was typed, such as 1024 or #1024. */
export function numberIn(wanted: string): number | null {
  const found = /^#?(\d{1,15})$/.exec(wanted.trim());
  return found ? Number(found[1]) : null;
}
