// Everything that a key can do, with its usual keys: the first can be changed, the others stay.
import type { Key } from "../../i18n";
import { settings } from "../preferences/settings";

export interface ActionInfo {
  keys: readonly string[];
  label: Key;
  group: "list" | "conversation" | "page";
}

export const ACTIONS = {
  next: { keys: ["j", "alt+j"], label: "help.next", group: "list" },
  previous: { keys: ["k", "alt+k"], label: "help.previous", group: "list" },
  takeNext: { keys: ["t", "alt+t"], label: "help.takeNext", group: "list" },
  newMail: { keys: ["c", "alt+n"], label: "help.newMail", group: "list" },
  search: { keys: ["/", "mod+shift+f"], label: "help.search", group: "list" },
  reply: { keys: ["r", "alt+l"], label: "help.reply", group: "conversation" },
  note: { keys: ["n", "alt+p"], label: "help.note", group: "conversation" },
  resolve: { keys: ["e"], label: "help.resolve", group: "conversation" },
  resolveNext: { keys: ["shift+e"], label: "help.resolveNext", group: "conversation" },
  assign: { keys: ["a"], label: "help.assign", group: "conversation" },
  status: { keys: ["s"], label: "help.status", group: "conversation" },
  snooze: { keys: ["z", "alt+m"], label: "help.snooze", group: "conversation" },
  merge: { keys: ["m"], label: "merging.open", group: "conversation" },
  why: { keys: ["w"], label: "help.why", group: "conversation" },
  copyNumber: { keys: ["."], label: "help.copyNumber", group: "conversation" },
  panel: { keys: ["]", "alt+o"], label: "help.context", group: "conversation" },
  offer: { keys: ["o", "alt+enter"], label: "help.offer", group: "page" },
  palette: { keys: ["mod+k"], label: "help.palette", group: "page" },
  help: { keys: ["?", "mod+/"], label: "help.help", group: "page" },
} as const satisfies Record<string, ActionInfo>;

export type Action = keyof typeof ACTIONS;
export const ACTION_NAMES = Object.keys(ACTIONS) as Action[];

/** The keys of an action as its user has them; none where it was taken off the keyboard. */
export function keysOf(action: Action): string[] {
  const own = settings.shortcuts[action];
  const [usual, ...others] = ACTIONS[action].keys;
  return [own ?? usual, ...others].filter((keys) => keys !== "");
}

/** The action of these keys; a key that its user has chosen goes before a usual one. */
export function actionOf(keys: string): Action | undefined {
  return (
    ACTION_NAMES.find((name) => settings.shortcuts[name] === keys) ?? ACTION_NAMES.find((name) => keysOf(name).includes(keys))
  );
}
