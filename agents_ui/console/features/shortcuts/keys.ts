// How keys are written down: "j", "shift+e", "alt+j", "mod+k" (Ctrl, or Cmd on a Mac). Pure.

const MODIFIERS = ["mod", "alt", "shift"] as const;
const NAMES: Record<string, string> = { mod: "Ctrl", alt: "Alt", shift: "Shift", escape: "Esc", enter: "Enter" };

export interface Pressed {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** What was pressed; null where it was a modifier alone. Alt changes letters on some systems: there the key's place counts. */
export function written(event: Pressed): string | null {
  if (["Control", "Shift", "Alt", "Meta", "AltGraph", "Dead"].includes(event.key)) return null;
  const place = /^Key([A-Z])$/.exec(event.code)?.[1];
  const key = (event.altKey && place ? place : event.key).toLowerCase();
  const given = { mod: event.ctrlKey || event.metaKey, alt: event.altKey, shift: event.shiftKey };
  // A sign such as ? needs Shift on one keyboard and not on another: only the sign counts.
  const isSign = key.length === 1 && key.toUpperCase() === key.toLowerCase();
  const held = MODIFIERS.filter((name) => given[name] && !(name === "shift" && isSign));
  return [...held, key].join("+");
}

/** Whether it is a key alone, perhaps with Shift: what can be turned off, and what never fires while somebody writes. */
export function isSingle(keys: string): boolean {
  return !keys.startsWith("mod+") && !keys.startsWith("alt+");
}

/** Each key as it stands on a keyboard. */
export function shown(keys: string, mac = /Mac|iPhone|iPad/.test(navigator.platform)): string[] {
  const parts = keys.endsWith("++") ? [...keys.slice(0, -2).split("+"), "+"] : keys.split("+");
  return parts.map((part) => (part === "mod" && mac ? "⌘" : (NAMES[part] ?? part.toUpperCase())));
}
