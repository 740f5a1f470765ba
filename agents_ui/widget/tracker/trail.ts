// What this tab has seen: kept in its own session storage, where it stays unless the visitor agrees.
import { newId } from "@shared/id";

import { createStore } from "../loader/store";
import { cleanText, cleanUrl } from "./cleaning";

const MOST = 50;
const IDLE = 30 * 60_000;
const DAY = 24 * 60 * 60_000;
const SEARCH = /^(q|s|query|search|search_query|keywords?|tukhoa|tu-khoa|timkiem)$/i;
const MARKS: Record<string, string> = {
  utm_source: "source",
  utm_medium: "medium",
  utm_campaign: "name",
  utm_term: "term",
  utm_content: "content",
};
/** An advertiser's mark is reduced to the advertiser. */
const CLICKS: Record<string, string> = {
  gclid: "Google Ads",
  gbraid: "Google Ads",
  wbraid: "Google Ads",
  fbclid: "Facebook",
  msclkid: "Microsoft Ads",
  ttclid: "TikTok",
};

export interface CartLine {
  name: string;
  quantity?: number;
  price?: string;
}

interface Page {
  id: string;
  url: string;
  title: string;
  referrer: string | null;
  search: string | null;
  /** Epoch milliseconds. */
  at: number;
  seconds: number;
  /** The server does not know it as it is. */
  fresh: boolean;
}

interface Visit {
  id: string;
  /** The chat's token, where there was one: whoever signs out leaves no trail to the next. */
  whose?: string;
  at: number;
  last: number;
  referrer: string | null;
  campaign: Record<string, string>;
  pages: Page[];
  cart?: CartLine[];
  facts?: Record<string, string>;
  /** Counts what the shop has told; heard: how much of it the server knows. */
  told: number;
  heard: number;
}

export function createTrail(key: string, token: () => string | undefined) {
  const store = createStore<{ visit?: Visit }>("sessionStorage", key);
  let page: Page | undefined;

  function mine(): Visit | undefined {
    const { visit } = store.read();
    return visit && (visit.whose ?? token()) === token() ? visit : undefined;
  }

  function visit(now: number): Visit {
    const known = mine();
    if (known && now - known.last < IDLE && now - known.at < DAY) return known;
    return { id: newId(), at: now, last: now, referrer: cleanUrl(document.referrer), campaign: campaign(), pages: [], told: 0, heard: 0 };
  }

  function save(change: (visit: Visit) => void): void {
    const kept = visit(Date.now());
    change(kept);
    kept.last = Date.now();
    kept.whose = token();
    kept.pages = kept.pages.slice(-MOST);
    store.update({ visit: kept });
  }

  function keepPage(change: Partial<Page>): void {
    if (!page) return;
    const current = Object.assign(page, change, { fresh: true });
    save((kept) => (kept.pages = [...kept.pages.filter(({ id }) => id !== current.id), current]));
  }

  function noteHeard(id: string, pages: Page[], told: number): void {
    const kept = mine();
    if (kept?.id !== id) return;
    const settled = ({ id: one, seconds, title }: Page) =>
      pages.some((page) => page.id === one && page.seconds === seconds && page.title === title);
    kept.pages.forEach((one) => (one.fresh &&= !settled(one)));
    store.update({ visit: { ...kept, heard: told } });
  }

  /** The page has been looked at for so many seconds so far, and may have got another title. */
  const look = (seconds: number) => keepPage({ seconds: Math.round(seconds), title: cleanText(document.title) });

  return {
    /** A page begins, if its address is one. */
    enter(referrer: string): void {
      const url = cleanUrl(location.href);
      if (!url) return;
      page = { id: newId(), url, title: "", referrer: cleanUrl(referrer), search: words(), at: Date.now(), seconds: 0, fresh: true };
      look(0);
    },
    look,
    search: (text: string) => keepPage({ search: cleanText(text) }),
    tell(news: Pick<Visit, "cart" | "facts">): void {
      save((kept) => Object.assign(kept, news, { told: kept.told + 1, facts: { ...kept.facts, ...news.facts } }));
    },
    url: () => page?.url,
    /** What the server should hear of, and how to note that it has; null where that is nothing. */
    report(left: boolean) {
      const kept = mine();
      const pages = kept?.pages.filter(({ fresh }) => fresh) ?? [];
      if (!kept || !(pages.length || kept.told > kept.heard || left)) return null;
      const now = Date.now();
      const { id, at, referrer, campaign: marks, cart = [], facts, told, heard } = kept;
      const news = told > heard ? { cart, facts } : {};
      const seen = pages.map(({ at: opened, fresh: _, ...rest }) => ({ ...rest, ago: Math.max(0, now - opened) }));
      const body = { visit: id, ago: Math.max(0, now - at), referrer, campaign: marks, pages: seen, left, ...news };
      return { body, heard: () => noteHeard(id, pages, told) };
    },
    drop: () => store.update({ visit: undefined }),
  };
}

/** The shop's search words, by the names that shops give them. */
function words(): string | null {
  const routed = location.hash.split("?")[1] ?? "";
  const found = [...new URLSearchParams(`${location.search.slice(1)}&${routed}`)].find(([name]) => SEARCH.test(name));
  return (found && cleanText(found[1])) || null;
}

function campaign(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(location.search)) {
    const mark = MARKS[name];
    if (mark) found[mark] = cleanText(value, 100);
    if (CLICKS[name]) found.click = CLICKS[name];
  }
  return found;
}
