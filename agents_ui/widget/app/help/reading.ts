// Articles for the widget: what everybody may read, from the server that the frame came from.
import { createApi } from "@shared/api";
import type { components } from "@shared/api.gen";

import { consent } from "../consent";
import type { Session } from "../session";

export type Article = components["schemas"]["PublishedArticle"];

const ADDRESS = /^\/help\/(en|vi)\/([a-z0-9-]+)$/;

export const api = createApi("/api/v1", () => undefined);

/** The language and name in an article's address; none where it leads elsewhere. */
export function placeOf(href: string): { locale: string; slug: string } | null {
  if (!URL.canParse(href, location.href)) return null;
  const { origin, pathname } = new URL(href, location.href);
  const [, locale, slug] = (origin === location.origin && ADDRESS.exec(pathname)) || [];
  return locale && slug ? { locale, slug } : null;
}

/** search: by which it was found, to be noted. Rejects with an ApiError. */
export async function readArticle(path: string, search: string | null, signal: AbortSignal): Promise<Article> {
  const place = placeOf(path);
  if (!place) throw new TypeError(`${path} is no article's address`);
  const found = await api.get<{ article: Article }>(`/help/articles/${place.locale}/${place.slug}`, { search }, signal);
  return found.article;
}

/** Who lets staff see the pages lets them see this one too. That it cannot be told is nothing to the reader. */
export async function noteRead({ path, title }: Article, { boot, token }: Session): Promise<void> {
  if (!consent.given) return;
  const body = JSON.stringify({ inbox: boot.inbox.id, visitor_token: token(), path, title });
  await fetch("/widget/read", { method: "POST", body }).catch(() => undefined);
}

/** A second vote is in the place of the first. */
export function vote({ id, locale }: Article, helpful: boolean, comment: string | null): Promise<void> {
  return api.send("POST", `/articles/${id}/feedback`, { locale, helpful, comment });
}
