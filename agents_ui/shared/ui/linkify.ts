export type Part = { text: string; href: string | null };

const ADDRESS = /\bhttps?:\/\/[^\s<>"']+/g;
/** What ends a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]}'"]+$/;

/** Splits plain text into text and http(s) links; nothing is ever taken as HTML. */
export function linkify(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const href = match[0].replace(TRAILING, "");
    if (match.index > from) parts.push({ text: text.slice(from, match.index), href: null });
    parts.push({ text: href, href });
    from = match.index + href.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: null });
  return parts;
}
