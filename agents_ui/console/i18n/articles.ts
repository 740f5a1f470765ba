// The list of articles, and the page on which one is written.
export { en } from "./articles.en";
export { vi } from "./articles.vi";
