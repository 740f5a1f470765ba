// A text as the server would show it to readers, and what keeps it from being published; asked for as one writes.
import type { Locale } from "@shared/i18n";
import type { ArticleFault, ArticlePreview } from "@shared/wire";
import { computed, watch, type Ref } from "vue";

import { useAnswer } from "../admin/editing/useAnswer";
import type { Text } from "./draft";

export function usePreview(language: Readonly<Ref<Locale>>, text: Readonly<Ref<Text | undefined>>) {
  const question = computed(() => {
    const { value } = text;
    return value ? { locale: language.value, text: { title: value.title, summary: value.summary, body: value.body } } : null;
  });
  const { answer, problem } = useAnswer<ArticlePreview>("/articles/preview", question);
  const faults = computed<readonly ArticleFault[]>(() => (text.value && answer.value?.faults) ?? []);
  watch(language, () => (answer.value = null));
  return { preview: answer, problem, faults };
}
