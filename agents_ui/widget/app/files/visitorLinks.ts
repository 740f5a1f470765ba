// The visitor's links to files: one set for all that the page shows. The token goes in a header, so that it stands in no address.
import { createLinks, type Given, type Links } from "@shared/files/links";

import type { Session } from "../session";

const made = new WeakMap<Session, Links>();

export function linksOf(session: Session): Links {
  const links = made.get(session) ?? createLinks((ids) => ask(ids, session.token()));
  made.set(session, links);
  return links;
}

/** None where there was no answer, or no good one. */
async function ask(ids: readonly string[], token: string): Promise<Given | null> {
  const query = new URLSearchParams(ids.map((id) => ["file", id]));
  try {
    const answer = await fetch(`/widget/files?${query.toString()}`, { headers: { "X-Visitor-Token": token } });
    return answer.ok ? ((await answer.json()) as Given) : null;
  } catch {
    return null;
  }
}
