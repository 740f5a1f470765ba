// Shows the message that the address names (?message=its staff_seq): loads what is older until it is there.
import { ApiError } from "@shared/api";
import { toast } from "@shared/ui/toasts";
import { nextTick, onMounted, ref, watch, type Ref } from "vue";
import { useRoute, useRouter } from "vue-router";

import { describe } from "../../i18n";
import type { Thread } from "./thread";
import { useThreads } from "./threads";

/** Pages that are loaded on the way; who wants to go further back goes by hand. */
const MOST_PAGES = 100;
const SHOWN = 2_500;

/** The key of the bubble that says what has this number, once it is loaded. */
export function bubbleOf(thread: Thread, seq: number): string | null {
  const message = thread.messages.find((one) => one.seq === seq);
  return message ? (message.client_id ?? message.id) : null;
}

/** Whether older pages could have it. */
export function isOlder(thread: Thread, seq: number): boolean {
  return thread.hasOlder && (thread.messages[0]?.seq ?? 0) > seq;
}

export function useJump(content: Readonly<Ref<HTMLElement | null>>, thread: () => Thread): { jumping: Ref<boolean> } {
  const route = useRoute();
  const router = useRouter();
  const threads = useThreads();
  const jumping = ref(false);

  async function jump(seq: number): Promise<void> {
    jumping.value = true;
    try {
      for (let page = 0; page < MOST_PAGES && isOlder(thread(), seq); page++) await threads.loadOlder(thread().id);
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      toast(describe(reason), { tone: "bad" });
    } finally {
      jumping.value = false;
    }
    await nextTick();
    show(bubbleOf(thread(), seq));
    // Once shown it is done: going back to the conversation later goes to its end again.
    await router.replace({ query: { ...route.query, message: undefined } });
  }

  function show(key: string | null): void {
    const bubble = key === null ? null : content.value?.querySelector<HTMLElement>(`[data-bubble="${CSS.escape(key)}"]`);
    if (!bubble) return;
    bubble.scrollIntoView({ block: "center" });
    bubble.classList.add("found");
    setTimeout(() => bubble.classList.remove("found"), SHOWN);
  }

  function look(): void {
    const seq = Number(route.query.message);
    if (Number.isInteger(seq) && seq > 0) void jump(seq);
  }

  onMounted(look);
  watch(() => route.query.message, look);
  return { jumping };
}
