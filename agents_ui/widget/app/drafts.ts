// What the visitor has begun to write: a draft for each conversation, and one for a new one.
import { ref, watch, type Ref } from "vue";

import type { TabKept, ToLoader } from "../protocol";
import type { Chat } from "./state";

export function keepDrafts(chat: Ref<Chat>, post: (message: ToLoader) => void) {
  const draft = ref("");
  let all: NonNullable<TabKept["drafts"]> = {};
  let place = "";

  function keep(text: string): void {
    all[place] = text || undefined;
    post({ type: "keep", tab: { drafts: { ...all } } });
  }
  watch(draft, keep, { flush: "sync" });

  watch(
    () => chat.value.wanted ?? chat.value.conversation?.id ?? "",
    (next) => {
      if (next === place) return;
      // A conversation that has just begun goes on with what is being written.
      const along = place || chat.value.wanted ? "" : draft.value;
      if (along) delete all[place];
      place = next;
      keep((draft.value = along || all[next] || ""));
    },
    { flush: "sync" },
  );

  return {
    draft,
    /** Goes on with what an earlier page has kept, in the conversation that is on its way. */
    restore(kept: typeof all = {}, conversation: string | null = null) {
      all = kept;
      place = conversation ?? "";
      draft.value = all[place] ?? "";
    },
  };
}
