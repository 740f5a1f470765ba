// What the shop's page has the visitor say, as soon as it can be said.
import { ref, watch, type Ref } from "vue";

import type { Question } from "./boot";
import { questionsNow } from "./questions";
import type { Chat } from "./state";

interface Ways {
  begin: () => void;
  answer: (body: string) => void;
}

export function createSaying(chat: Ref<Chat>, expecting: Ref<boolean>, asked: Question[], draft: Ref<string>, ways: Ways) {
  const saying = ref("");
  watch(
    () => saying.value !== "" && chat.value.welcomed && !expecting.value,
    (can) => {
      if (!can) return;
      const text = saying.value;
      saying.value = "";
      if (chat.value.conversation?.status === "resolved") ways.begin();
      // What is asked before the first message comes before it.
      if (questionsNow(asked, chat.value)) draft.value = text;
      else ways.answer(text);
    },
  );
  return saying;
}
