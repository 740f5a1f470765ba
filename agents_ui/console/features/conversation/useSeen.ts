// Tells the server that we have seen the customer's messages, while somebody really looks at the page. Whoever only
// looks into a colleague's conversation leaves no mark: it stays unread to its owner.
import { onMounted, onUnmounted, ref, watch } from "vue";

import { useLive } from "../live/live";
import type { Thread } from "./thread";

export function useSeen(thread: () => Thread | undefined, ours: () => boolean): void {
  const live = useLive();
  const looking = ref(document.hasFocus());
  const look = () => (looking.value = document.visibilityState === "visible" && document.hasFocus());
  const EVENTS = ["focus", "blur"] as const;

  onMounted(() => EVENTS.forEach((name) => window.addEventListener(name, look)));
  onUnmounted(() => EVENTS.forEach((name) => window.removeEventListener(name, look)));

  watch(
    () => [thread(), looking.value, live.state, ours()] as const,
    ([shown]) => {
      if (!shown || !looking.value || !ours() || live.state !== "open") return;
      const last = shown.messages.findLast((message) => message.author === "customer")?.public_seq ?? 0;
      if (last > shown.receipts.agent.seen) live.send({ type: "seen", conversation: shown.id, seq: last });
    },
    { immediate: true },
  );
}
