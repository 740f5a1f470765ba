// Which of the pages that a customer looked at belong between the lines of a conversation. Pure.
import type { ConversationRow } from "@shared/wire";

import type { Journey, SeenPage } from "../../context/journey";
import type { Thread } from "../thread";

/**
 * What led to the conversation and what was looked at since, the oldest first: of a conversation that has ended up to
 * its end, and nothing above the oldest message that is shown.
 */
export function pageVisits(row: ConversationRow, thread: Thread, journey: Journey | undefined, trail: readonly SeenPage[]): SeenPage[] {
  const begun = Date.parse(row.created_at);
  const pages = new Map(trail.map((page) => [keyOf(page), page]));
  for (const page of journey?.pages ?? []) {
    // A page of the trail may have been looked at longer by now.
    if (Date.parse(page.at) >= begun || pages.has(keyOf(page))) pages.set(keyOf(page), page);
  }
  const shown = [...thread.messages, ...thread.notices].map((one) => Date.parse(one.at));
  const first = thread.hasOlder ? Math.min(...shown) : -Infinity;
  const last = row.status === "resolved" ? Math.max(...shown) : Infinity;
  return [...pages.values()]
    .filter(({ at }) => Date.parse(at) >= first && Date.parse(at) <= last)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

export const keyOf = (page: SeenPage) => `${page.at} ${page.url}`;
