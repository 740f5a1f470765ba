// Short words at the edge of the screen: what happened, and at most one thing to do about it.
import { ref } from "vue";

export interface Toast {
  id: number;
  tone: "plain" | "bad";
  text: string;
  action: { label: string; run: () => void } | null;
}

const SHOWN_FOR = 6000;
let last = 0;
export const toasts = ref<Toast[]>([]);

export function toast(text: string, options: Partial<Pick<Toast, "tone" | "action">> = {}): void {
  last += 1;
  const id = last;
  toasts.value = [...toasts.value.slice(-2), { id, text, tone: options.tone ?? "plain", action: options.action ?? null }];
  setTimeout(() => dismiss(id), SHOWN_FOR);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}
