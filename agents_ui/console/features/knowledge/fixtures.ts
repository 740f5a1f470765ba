// Articles for tests.
import type { ArticleRow, ArticleView, TranslationView } from "@shared/wire";

export function translation(part: Partial<TranslationView> = {}): TranslationView {
  return {
    locale: "en",
    title: "Returns",
    summary: "How to send something back.",
    slug: "returns",
    body: "Within **30 days**.",
    status: "draft",
    revision: 1,
    note: null,
    published: null,
    published_slug: part.published ? "returns" : null,
    published_at: null,
    helpful: 0,
    unhelpful: 0,
    changed_at: "2026-03-02T01:00:00Z",
    ...part,
  };
}

type Parts = Partial<ArticleRow> & Partial<Pick<ArticleView, "phrasings" | "redirects">> & { translations?: TranslationView[] };

export function article({ translations = [translation()], phrasings = {}, redirects = [], ...part }: Parts = {}): ArticleView {
  const rows = translations.map(({ locale, title, slug, status, revision, published, helpful, unhelpful, changed_at }) => ({
    locale, title, slug, status, revision, published, helpful, unhelpful, changed_at,
  }));
  return {
    article: {
      id: "a1",
      key: "returns",
      category: null,
      kind: "article",
      visibility: "public",
      role: "agent",
      author: null,
      review_by: null,
      stale: false,
      archived: false,
      changed_at: "2026-03-02T01:00:00Z",
      version: 3,
      translations: rows,
      ...part,
    },
    translations,
    phrasings,
    redirects,
  };
}
