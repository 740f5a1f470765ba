// Keeps the log at its end while the visitor is there, and where it was while older messages come in above. Of an answer
// of the bot that is longer than what is in view, its beginning stays in sight.
import { nextTick, onMounted, onUnmounted, ref, watch, type Ref } from "vue";

import type { Chat } from "./state";

const NEAR_END = 48;
const NEAR_START = 120;
/** Above the beginning of an answer. */
const ROOM = 32;

export function useLogScroll(
  log: Readonly<Ref<HTMLElement | null>>,
  chat: Ref<Chat>,
  panel: { shown: boolean; atBottom: boolean },
  askOlder: () => void,
) {
  /** Something new has come below what is in view. */
  const news = ref(false);
  let resized: ResizeObserver | undefined;
  let top = 0;
  /** The message with which the bot's newest answer begins, until the visitor scrolls or writes. */
  let answer: string | null = null;

  function toBottom(): void {
    answer = null;
    follow();
    news.value = false;
  }

  function follow(): void {
    const box = log.value;
    if (!box) return;
    const end = box.scrollHeight - box.clientHeight;
    const first = answer === null ? null : [...box.querySelectorAll<HTMLElement>("[data-key]")].find((each) => each.dataset.key === answer);
    box.scrollTop = first ? Math.min(end, first.offsetTop - ROOM) : end;
    top = box.scrollTop;
    panel.atBottom = end - top < NEAR_END;
  }

  function scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = log.value!;
    if (scrollTop !== top) answer = null;
    // What grows below leaves the end behind, but only the visitor goes up.
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) panel.atBottom = true;
    else if (scrollTop < top) panel.atBottom = false;
    top = scrollTop;
    if (panel.atBottom) news.value = false;
    if (scrollTop < NEAR_START) askOlder();
  }

  watch(
    () => [chat.value.messages, chat.value.outbox, chat.value.typing, chat.value.inLine, chat.value.conversation] as const,
    async ([messages, outbox], [before, outboxBefore]) => {
      const box = log.value;
      if (!box) return;
      const fromEnd = box.scrollHeight - box.scrollTop;
      const older = messages[0] !== before[0] && messages.at(-1) === before.at(-1);
      const wrote = outbox.length > outboxBefore.length;
      const following = panel.atBottom || answer !== null;
      const fresh = messages.at(-1) !== before.at(-1) && messages.at(-1)?.author !== "customer";
      await nextTick();
      if (older) box.scrollTop = box.scrollHeight - fromEnd;
      else if (wrote) toBottom();
      else if (following) {
        if (fresh) answer = answered(messages);
        follow();
      } else if (fresh) news.value = true;
    },
  );

  onMounted(() => {
    toBottom();
    // The on-screen keyboard, a growing field or a hidden panel change the height of what is seen.
    resized = new ResizeObserver(() => {
      if (panel.atBottom || answer !== null) follow();
    });
    // So do parts that come later than the rest.
    for (const box of [log.value!, ...log.value!.children]) resized.observe(box);
  });
  onUnmounted(() => {
    resized?.disconnect();
    panel.atBottom = true;
  });

  return { news, toBottom, scrolled };
}

/** The first of the bot's messages since the visitor wrote; none where somebody else has written. */
function answered(messages: Chat["messages"]): string | null {
  const first = messages[messages.findLastIndex(({ author }) => author === "customer") + 1];
  return first?.author === "bot" ? (first.client_id ?? first.id) : null;
}
