// The folds of the context panel: in which order their user wants them, and which are shut, in every browser.
import { inject, provide, type InjectionKey } from "vue";

import { prefer, settings } from "../preferences/settings";

/** As they stand for whoever has not moved any. */
export const PANELS = ["bot", "customer", "journey", "conversation"] as const;
export type PanelName = (typeof PANELS)[number];

/** The known ones in the wanted order; what is new since that was chosen stands where it usually does. Pure. */
export function arranged<T extends string>(known: readonly T[], wanted: readonly string[]): T[] {
  const rank = (name: T) => {
    const own = wanted.indexOf(name);
    if (own >= 0) return own;
    const before = known.slice(0, known.indexOf(name)).map((one) => wanted.indexOf(one));
    return Math.max(-1, ...before) + 0.5;
  };
  return [...known].sort((a, b) => rank(a) - rank(b) || known.indexOf(a) - known.indexOf(b));
}

/** The order with one of them moved up (-1) or down (1). Pure. */
export function movedBy<T extends string>(order: readonly T[], name: T, by: -1 | 1): T[] {
  const from = order.indexOf(name);
  const to = from + by;
  if (from < 0 || to < 0 || to >= order.length) return [...order];
  const next = order.filter((one) => one !== name);
  next.splice(to, 0, name);
  return next;
}

export interface Moves {
  name: string;
  canMove: (by: -1 | 1) => boolean;
  move: (by: -1 | 1) => void;
}

const KEY: InjectionKey<Moves> = Symbol("context panel");
export const provideMoves = (moves: Moves) => provide(KEY, moves);
export const useMoves = () => inject(KEY, null);

export const isShut = (name: string) => settings.panels.shut.includes(name);

export function shut(name: string, now: boolean): void {
  if (isShut(name) === now) return;
  const others = settings.panels.shut.filter((one) => one !== name);
  prefer({ panels: { ...settings.panels, shut: now ? [...others, name] : others } });
}
