// Short words at the edge of the screen: what happened, and at most one thing to do about it.
import { ref } from "vue";

export interface Toast {
  id: number;
  /** Of toasts about the same only the last is shown. */
  about: string | null;
  tone: "plain" | "bad";
  text: string;
  action: { label: string; run: () => void } | null;
  /** Milliseconds. */
  shownFor: number;
}

const SHOWN_FOR = 6000;
let last = 0;
export const toasts = ref<Toast[]>([]);

export function toast(text: string, options: Partial<Omit<Toast, "id" | "text">> = {}): void {
  last += 1;
  const id = last;
  const { about = null, tone = "plain", action = null, shownFor = SHOWN_FOR } = options;
  const others = toasts.value.filter((one) => about === null || one.about !== about);
  toasts.value = [...others.slice(-2), { id, about, tone, text, action, shownFor }];
  setTimeout(() => dismiss(id), shownFor);
}

/** What was said about this no longer matters. */
export function dismissAbout(about: string): void {
  toasts.value = toasts.value.filter((one) => one.about !== about);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}
