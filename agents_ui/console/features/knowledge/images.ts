// The images of articles: sent to the server, and what they say to those who do not see them.
import type { Locale } from "@shared/i18n";
import { LOCALES } from "@shared/i18n";
import type { ArticleImage } from "@shared/wire";

import { api } from "../../api";

export type Alts = Record<Locale, string>;
export const MEDIA_TYPES = "image/png,image/jpeg,image/gif,image/webp";

/** The same picture again is the one that is there. */
export const uploadImage = (file: File) => api.upload<ArticleImage>("/article-images", file, { name: file.name });

export const altsOf = (image: ArticleImage): Alts =>
  Object.fromEntries(LOCALES.map((language) => [language, image.alt[language] ?? ""])) as Alts;

/** Keeps what has changed of it; returns the image as it is then. */
export async function keepAlts(image: ArticleImage, alt: Alts): Promise<ArticleImage> {
  const before = altsOf(image);
  if (LOCALES.every((language) => alt[language].trim() === before[language])) return image;
  return api.send<ArticleImage>("PATCH", `/article-images/${image.id}`, { alt, version: image.version });
}
