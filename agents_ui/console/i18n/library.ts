// What belongs to all articles: categories, synonyms, images, files and settings.
export { en } from "./library.en";
export { vi } from "./library.vi";
