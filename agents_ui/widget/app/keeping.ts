// What the app asks the loader to keep for the next page.
import { watch, type Ref } from "vue";

import type { Kept, ToLoader } from "../protocol";
import type { Chat } from "./state";

export interface Keeping {
  /** What the loader has handed over. */
  start: (kept: Kept) => void;
  /** Nothing of this visitor may be kept any more. */
  wiped: () => void;
  /** The outbox has changed. */
  unsent: (before: Chat, next: Chat) => void;
}

export function keepForNextPage(
  chat: Ref<Chat>,
  unread: Ref<number>,
  expecting: Ref<boolean>,
  token: () => string | null,
  post: (message: ToLoader) => void,
): Keeping {
  let told = "";

  // Nothing is kept for a visitor who has only looked, and whom the shop has not identified. The token goes with the first message, before it is stored:
  // sent again on another page, it has to come from the same visitor.
  watch([chat, unread, expecting], () => {
    const { conversation, outbox, welcomed, identified } = chat.value;
    if (expecting.value || (!welcomed && outbox.length === 0)) return;
    const open = conversation?.status === "open" || outbox.length > 0 || unread.value > 0;
    const known = told === "" && !conversation && !open && !identified;
    const kept: Kept = { conversation: conversation?.id ?? null, open };
    const own = token();
    if (own && (conversation || open || identified)) kept.token = own;
    if (known || told === JSON.stringify(kept)) return;
    told = JSON.stringify(kept);
    post({ type: "keep", kept });
  });

  return {
    start({ token: own, conversation = null, open = false }) {
      if (conversation || open) told = JSON.stringify({ conversation, open, ...(own && { token: own }) });
    },
    wiped() {
      told = "";
      post({ type: "keep", kept: { token: undefined, conversation: null, open: false }, tab: { drafts: {}, answers: {} } });
    },
    unsent(before, next) {
      const unsent = unsentChanges(before, next);
      if (Object.keys(unsent).length > 0) post({ type: "keep", kept: { unsent } });
    },
  };
}

/** What is unsent outlives the page; what was refused for good does not, for it would only be refused again. */
export function unsentChanges(before: Chat, next: Chat): NonNullable<Kept["unsent"]> {
  const changes: NonNullable<Kept["unsent"]> = {};
  for (const item of before.outbox) changes[item.client_id] = undefined;
  for (const { failed, ...item } of next.outbox) {
    if (failed === null) changes[item.client_id] = item;
  }
  return changes;
}
