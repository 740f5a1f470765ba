// What is written of an article and not saved yet: this browser has it until it is, should the tab be closed.
import type { ArticleDraft, KeptArticle } from "./draft";

/** base: the article to which it was written. */
export interface Unsaved {
  draft: ArticleDraft;
  base: KeptArticle;
}

const NAME = "contact-center:unsaved-articles";
/** Older ones give way. */
const MOST = 5;

function all(): [string, Unsaved][] {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? "[]") as [string, Unsaved][];
  } catch {
    return [];
  }
}

/** user: nobody else who signs in here gets to see it. */
export function unsavedOf(user: string, id: string) {
  const key = `${user}/${id}`;
  const others = () => all().filter(([of]) => of !== key);

  function store(entries: [string, Unsaved][]): void {
    try {
      localStorage.setItem(NAME, JSON.stringify(entries.slice(-MOST)));
    } catch {
      // A browser without room keeps none; the question before leaving is still asked.
    }
  }

  return {
    found: (): Unsaved | null => all().find(([of]) => of === key)?.[1] ?? null,
    keep: (now: Unsaved) => store([...others(), [key, now]]),
    forget: () => store(others()),
  };
}
