// Carries out what is done with an article: what is written is saved first, and what comes back is shown.
import { ApiError } from "@shared/api";
import type { Locale } from "@shared/i18n";
import { toast } from "@shared/ui/toasts";
import type { ArticleView } from "@shared/wire";
import { ref, type Ref } from "vue";

import { api } from "../../api";
import { describe, LANGUAGE_NAMES, t } from "../../i18n";
import { keep, pick, type ArticleDraft, type KeptArticle } from "./draft";
import { ASKED, callOf, type Action } from "./workflow";

interface Editor {
  kept: Ref<KeptArticle | null>;
  draft: Ref<ArticleDraft | null>;
  dirty: Readonly<Ref<boolean>>;
  save: () => Promise<boolean>;
  follow: (found?: KeptArticle) => Promise<void>;
  discard: () => void;
}

/** gone: the article is deleted. */
export function useWorkflow(editor: Editor, language: Readonly<Ref<Locale>>, gone: () => void) {
  const asked = ref<Action | null>(null);
  const busy = ref(false);
  const error = ref<string | null>(null);

  /** Runs a request that answers with the article, and takes it. */
  async function change(request: () => Promise<ArticleView | undefined>, done: string): Promise<boolean> {
    busy.value = true;
    error.value = null;
    try {
      const found = await request();
      if (found) await editor.follow(keep(found));
      toast(done);
      return true;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      error.value = describe(reason);
      if (!asked.value) toast(error.value, { tone: "bad" });
      if (reason.code === "changed_meanwhile") await editor.follow();
      return false;
    } finally {
      busy.value = false;
    }
  }

  async function perform(action: Action, note = ""): Promise<void> {
    const deleted = action === "delete";
    const done = t(`workflow.done.${action}`, { language: LANGUAGE_NAMES[language.value] });
    const call = callOf(action, editor.kept.value!, language.value, note);
    const request = () => api.send<ArticleView | undefined>(call.method, call.path, call.body);
    if (!(await change(request, done))) return;
    asked.value = null;
    if (action === "deleteTranslation" && editor.draft.value) delete editor.draft.value.texts[language.value];
    if (deleted) {
      editor.discard();
      gone();
    }
  }

  /** Begins with an action: what is written is saved, and what has consequences is asked for first. */
  async function begin(action: Action): Promise<void> {
    const stored = action === "submit" || action === "publish";
    if (stored && editor.dirty.value && !(await editor.save())) return;
    error.value = null;
    if (ASKED.has(action)) asked.value = action;
    else await perform(action);
  }

  /** The text of an earlier version is the present one again; it is in the place of what is written and not saved. */
  async function restore(number: number): Promise<boolean> {
    const path = `/articles/${editor.kept.value!.id}/translations/${language.value}/revisions/${number}/restore`;
    const restored = await change(() => api.send<ArticleView>("POST", path), t("versions.restored", { number }));
    const { kept, draft } = editor;
    if (restored && kept.value && draft.value) draft.value.texts[language.value] = pick(kept.value).texts[language.value];
    return restored;
  }

  return { asked, busy, error, begin, perform, change, restore };
}
