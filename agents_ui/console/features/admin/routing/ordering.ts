// Things in an order that people change: where each goes, and where the focus follows it.
import { nextTick, type Ref } from "vue";

export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const all = [...items];
  all.splice(to, 0, ...all.splice(from, 1));
  return all;
}

/** After a move the focus stays on the thing that was moved: on the same button, or on the other where that has ended. */
export async function follow(container: Readonly<Ref<HTMLElement | null>>, index: number, by: -1 | 1): Promise<void> {
  await nextTick();
  const own = [...(container.value?.querySelectorAll<HTMLElement>("[data-order]") ?? [])][index];
  const buttons = [...(own?.querySelectorAll<HTMLButtonElement>("button") ?? [])];
  const [up, down] = buttons;
  const wanted = by < 0 ? [up, down] : [down, up];
  wanted.find((button) => button && !button.disabled)?.focus();
}
