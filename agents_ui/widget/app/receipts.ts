// Tells how far the widget has received and the visitor has seen; a short wait makes one command out of many.
import { ref, watch, type Ref } from "vue";

import type { Command, Receipt } from "./frames";
import { newestTheirs, type Chat } from "./state";

const WAIT = 300;
/** By then the server has confirmed it, or has refused. */
const CONFIRMED = 5_000;

/** seen: what this tab has shown, before the server confirms it. */
export function keepReceipts(
  chat: Ref<Chat>,
  panel: { shown: boolean; atBottom: boolean },
  send: (command: Command) => boolean,
): { seen: Ref<number> } {
  const seen = ref(0);
  const visible = ref(document.visibilityState === "visible");
  let told: Receipt = { delivered: 0, seen: 0 };
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let confirming: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener("visibilitychange", () => (visible.value = document.visibilityState === "visible"));

  function tell(): void {
    waiting = undefined;
    const { welcomed, mine } = chat.value;
    const delivered = newestTheirs(chat.value);
    const more = delivered > Math.max(mine.delivered, told.delivered) || seen.value > Math.max(mine.seen, told.seen);
    if (!welcomed || !more || !send({ type: "receipt", delivered, seen: seen.value })) return;
    told = { delivered, seen: seen.value };
    clearTimeout(confirming);
    confirming = setTimeout(confirm, CONFIRMED);
  }

  function confirm(): void {
    const { mine } = chat.value;
    if (mine.delivered >= told.delivered && mine.seen >= told.seen) return;
    told = { delivered: 0, seen: 0 };
    tell();
  }

  watch(
    () => chat.value.conversation?.id,
    () => {
      seen.value = 0;
      told = { delivered: 0, seen: 0 };
    },
    { flush: "sync" },
  );
  // What was told on a lost connection may not have arrived.
  watch(
    () => chat.value.welcomed,
    () => (told = { delivered: 0, seen: 0 }),
    { flush: "sync" },
  );
  watch(
    () => [chat.value.welcomed, newestTheirs(chat.value), panel.shown && panel.atBottom && visible.value] as const,
    ([, newest, looking]) => {
      if (looking) seen.value = Math.max(seen.value, newest);
      waiting ??= setTimeout(tell, WAIT);
    },
  );
  return { seen };
}
