// What the customers of conversations look at: read when a conversation is shown, then told as it changes.
import type { FrameOf } from "@shared/wire";
import type { components } from "@shared/api.gen";
import { ApiError } from "@shared/api";
import { defineStore } from "pinia";
import { shallowReactive } from "vue";

import { api } from "../../api";
import { useConversations } from "../conversations/conversations";

export type Journey = components["schemas"]["Journey"];
export type SeenPage = Journey["pages"][number];
type Trail = components["schemas"]["Trail"];

/** As many conversations are remembered. */
const KEPT = 50;
/** The tracker gives a sign of life every 20 seconds: without one for so long the page is taken to be left. */
const ALIVE = 60_000;

interface Known {
  journey: Journey;
  /** When we heard of it, in epoch milliseconds. */
  at: number;
}

export const useJourneys = defineStore("journeys", () => {
  const conversations = useConversations();
  const known = shallowReactive(new Map<string, Known>());
  const trails = shallowReactive(new Map<string, SeenPage[]>());
  /** Conversations whose journey could not be read. */
  const failed = shallowReactive(new Set<string>());

  function keep<T>(map: Map<string, T>, id: string, value: T): void {
    map.delete(id);
    map.set(id, value);
    for (const old of map.keys()) {
      if (map.size <= KEPT) break;
      map.delete(old);
    }
  }

  function receive(frame: FrameOf<"journey">): void {
    keep(known, frame.conversation, { journey: frame.journey, at: Date.now() });
    if (!frame.journey.consented) trails.delete(frame.conversation);
  }

  const loading = new Map<string, Promise<void>>();

  /** One reading at a time, whoever wants it. */
  function load(id: string): Promise<void> {
    const running = loading.get(id) ?? read(id).finally(() => loading.delete(id));
    loading.set(id, running);
    return running;
  }

  async function read(id: string): Promise<void> {
    const asked = Date.now();
    failed.delete(id);
    try {
      const [journey, trail] = await Promise.all([
        api.get<Journey>(`/conversations/${id}/journey`),
        api.get<Trail>(`/conversations/${id}/trail`),
      ]);
      // What the socket has told meanwhile is newer.
      if ((known.get(id)?.at ?? 0) <= asked) keep(known, id, { journey, at: Date.now() });
      keep(trails, id, trail.pages);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!known.has(id)) failed.add(id);
    }
  }

  /** Whether the newest page is on the customer's screen. Of what is resolved we hear no more: there is no now. */
  function isHere(id: string, now: number): boolean {
    const found = known.get(id);
    if (!found || conversations.rows.get(id)?.status === "resolved") return false;
    return found.journey.consented && found.journey.here && now - found.at < ALIVE;
  }

  return { known, trails, failed, receive, load, isHere };
});

/** An address as people read it; the whole one where it is none. */
export function shortAddress(url: string): string {
  if (!isPage(url)) return url;
  const { pathname, search, hash } = new URL(url);
  const short = pathname + search + hash;
  try {
    return decodeURI(short);
  } catch {
    return short;
  }
}

/** Only such addresses become links. */
export function isPage(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
