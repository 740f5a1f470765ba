// What can be done with an article in a language as it stands, and by whom. Pure.
import type { Locale } from "@shared/i18n";
import type { ArticleView } from "@shared/wire";

import { translationIn } from "./draft";

export type Action = "submit" | "publish" | "decline" | "withdraw" | "archive" | "restore" | "deleteTranslation" | "delete";

export interface Offered {
  /** What comes next. */
  main: Action | null;
  beside: Action[];
  /** In the menu. */
  more: Action[];
}

export interface Rights {
  writes: boolean;
  publishes: boolean;
}

/** changed: what is written in this language is not saved; saving makes a draft of it. */
export function offered(view: ArticleView, language: Locale, { writes, publishes }: Rights, changed = false): Offered {
  const found = translationIn(view, language);
  const draft = found?.status === "draft" || (changed && found?.status !== "in_review");
  const read = view.translations.some(({ published }) => published !== null);
  if (view.article.archived) return { main: publishes ? "restore" : null, beside: [], more: publishes ? ["delete"] : [] };
  const more: Action[] = [];
  if (publishes) {
    if (found && found.published !== null) more.push("withdraw");
    if (found && found.published === null && view.translations.length > 1) more.push("deleteTranslation");
    more.push(read ? "archive" : "delete");
  }
  if (found?.status === "in_review") return { main: publishes ? "publish" : null, beside: publishes ? ["decline"] : [], more };
  if (draft) {
    if (publishes) return { main: "publish", beside: ["submit"], more };
    return { main: writes ? "submit" : null, beside: [], more };
  }
  return { main: null, beside: [], more };
}

/** Done without a question: nothing is taken from anybody. */
export const ASKED: ReadonlySet<Action> = new Set(["publish", "decline", "withdraw", "archive", "restore", "deleteTranslation", "delete"]);
export const DANGEROUS: ReadonlySet<Action> = new Set(["withdraw", "archive", "deleteTranslation", "delete"]);

interface Call {
  method: "POST" | "DELETE";
  path: string;
  body?: object;
}

/** note: of a review that is declined. */
export function callOf(action: Action, view: ArticleView, language: Locale, note: string): Call {
  const article = `/articles/${view.article.id}`;
  const translation = `${article}/translations/${language}`;
  const revision = translationIn(view, language)?.revision ?? 0;
  switch (action) {
    case "submit":
      return { method: "POST", path: `${translation}/review`, body: { revision } };
    case "publish":
      return { method: "POST", path: `${translation}/publish`, body: { revision } };
    case "decline":
      return { method: "POST", path: `${translation}/decline`, body: { revision, note: note.trim() || null } };
    case "withdraw":
      return { method: "POST", path: `${translation}/withdraw` };
    case "deleteTranslation":
      return { method: "DELETE", path: translation };
    case "archive":
    case "restore":
      return { method: "POST", path: `${article}/${action}` };
    case "delete":
      return { method: "DELETE", path: article };
  }
}
