// How a field of an article is called, where somebody else has changed it.
import { LOCALES } from "@shared/i18n";

import { LANGUAGE_NAMES, t, type Key } from "../../i18n";

const ABOUT: Record<string, Key> = {
  category: "articles.category",
  kind: "articles.kind",
  visibility: "articles.visibility",
  role: "article.role",
  author: "articles.author",
  review_by: "articles.reviewBy",
};

export function placeName(place: string): string {
  const [part, name = ""] = place.split(".");
  const language = LOCALES.find((each) => each === name);
  if (part === "about") return t(ABOUT[name] ?? "article.side.details");
  if (!language) return t(part === "texts" ? "article.body" : "article.side.phrasings");
  return t(part === "texts" ? "article.textIn" : "phrasings.in", { language: LANGUAGE_NAMES[language] });
}
