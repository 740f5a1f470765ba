// An article with its languages and phrasings, edited as one. Each part is a request of its own: what is saved counts,
// should a later one be refused.
import type { Locale } from "@shared/i18n";
import type { ArticleView } from "@shared/wire";
import { ref } from "vue";

import { api } from "../../api";
import { useEditor } from "../admin/editing/useEditor";
import { changesOf, keep, pick, type ArticleDraft, type KeptArticle } from "./draft";

export function useArticleEditor(id: string) {
  const path = `/articles/${id}`;
  /** The language to which the last refusal belongs; null where it is about the whole article. */
  const refused = ref<Locale | null>(null);

  const get = async () => keep(await api.get<ArticleView>(path));

  async function send(draft: ArticleDraft, kept: KeptArticle, saved: (found: KeptArticle) => void): Promise<KeptArticle> {
    const { about, texts, phrasings } = changesOf(draft, kept);
    let now = kept;
    const put = async (language: Locale | null, request: () => Promise<ArticleView>) => {
      refused.value = language;
      saved((now = keep(await request())));
    };
    if (about) await put(null, () => api.send("PATCH", path, { ...about, version: now.version }));
    for (const { language, text, revision } of texts)
      await put(language, () => api.send("PUT", `${path}/translations/${language}`, { ...text, slug: text.slug.trim() || null, revision }));
    for (const { language, texts: lines } of phrasings)
      await put(language, () => api.send("PUT", `${path}/phrasings/${language}`, { texts: lines, version: now.version }));
    return now;
  }

  const editor = useEditor<KeptArticle, ArticleDraft>({ path, pick, get, send });

  /** What the server finds wrong with a field of a language, or of the whole article. */
  function fault(field: string, language: Locale | null = null): string | null {
    return refused.value === language ? editor.fault(field) : null;
  }

  return { ...editor, fault, refused };
}
