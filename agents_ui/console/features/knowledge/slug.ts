// An article's address as the server makes it of a title (knowledge_base/values.py), to be shown while one types. Pure.
import { fold } from "@shared/fold";

const LONGEST = 80;

export function slugOf(title: string): string {
  let slug = "";
  for (const word of fold(title.normalize("NFKD")).match(/[a-z0-9]+/g) ?? []) {
    const longer = slug ? `${slug}-${word}` : word.slice(0, LONGEST);
    if (longer.length > LONGEST) break;
    slug = longer;
  }
  return slug;
}
