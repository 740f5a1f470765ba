// Categories, synonyms, images, files and settings of the knowledge base, in English.
import type { Message } from "@shared/i18n";

export const en = {
  "categories.title": "Categories",
  "images.title": "Images",
  "synonyms.title": "Synonyms",
  "transferring.title": "Import and export",
  "knowledgeSettings.title": "Settings",
  "images.choose": "Insert an image",
  "images.insert": "Insert",
  "images.upload": "Upload a picture",
  "images.empty": "No images yet",
  "images.emptyText": "Upload one: it can be shown in any article.",
  "images.alt": "What it shows, in {language}",
  "images.altHint": "For those who do not see it, and for search engines.",
  "images.altMissing": "Not described: {languages}",
  "images.pixels": "{width} × {height}",
} satisfies Record<string, Message>;
