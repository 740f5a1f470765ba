// An article as it is edited: what all languages have in common, its texts, and how people ask for it.
import { LOCALES, type Locale } from "@shared/i18n";
import type { ArticleRow, ArticleView, TranslationView } from "@shared/wire";

import { same } from "../admin/editing/merging";

export interface About {
  category: string | null;
  kind: ArticleRow["kind"];
  visibility: ArticleRow["visibility"];
  role: ArticleRow["role"];
  author: string | null;
  review_by: string | null;
}

/** slug: empty where the server is to make it of the title. */
export interface Text {
  title: string;
  summary: string;
  slug: string;
  body: string;
}

export interface ArticleDraft {
  about: About;
  texts: Partial<Record<Locale, Text>>;
  phrasings: Record<Locale, string[]>;
}

/** With what an editor needs to know of everything that it keeps. */
export interface KeptArticle extends ArticleView {
  id: string;
  version: number;
}

export const EMPTY_TEXT: Text = { title: "", summary: "", slug: "", body: "" };

export const keep = (view: ArticleView): KeptArticle => ({ ...view, id: view.article.id, version: view.article.version });

export function translationIn(view: ArticleView, language: Locale): TranslationView | undefined {
  return view.translations.find((each) => each.locale === language);
}

export function pick({ article, translations, phrasings }: ArticleView): ArticleDraft {
  const { category, kind, visibility, role, author, review_by } = article;
  const texts = translations.map(({ locale, title, summary, slug, body }) => [locale, { title, summary, slug, body }]);
  return {
    about: { category, kind, visibility, role, author: author?.id ?? null, review_by },
    texts: Object.fromEntries(texts) as ArticleDraft["texts"],
    phrasings: Object.fromEntries(LOCALES.map((language) => [language, phrasings[language] ?? []])) as ArticleDraft["phrasings"],
  };
}

/** What is to be sent, in this order: only what differs from what is kept. */
export interface Changes {
  about: Partial<About> | null;
  texts: { language: Locale; text: Text; revision: number }[];
  phrasings: { language: Locale; texts: string[] }[];
}

export function changesOf(draft: ArticleDraft, kept: ArticleView): Changes {
  const base = pick(kept);
  const names = (Object.keys(draft.about) as (keyof About)[]).filter((name) => draft.about[name] !== base.about[name]);
  const changedTexts = LOCALES.flatMap((language) => {
    const text = draft.texts[language];
    return text && !same(text, base.texts[language]) ? [{ language, text, revision: translationIn(kept, language)?.revision ?? 0 }] : [];
  });
  const changedPhrasings = LOCALES.filter((language) => !same(draft.phrasings[language], base.phrasings[language]));
  return {
    about: names.length > 0 ? Object.fromEntries(names.map((name) => [name, draft.about[name]])) : null,
    texts: changedTexts,
    phrasings: changedPhrasings.map((language) => ({ language, texts: draft.phrasings[language].filter((text) => text.trim() !== "") })),
  };
}
