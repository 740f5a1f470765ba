// The pages between the lines of the conversation on the screen, if its reader wants them.
import { computed, watch } from "vue";

import type { ConversationRow } from "@shared/wire";

import { useJourneys, type SeenPage } from "../../context/journey";
import { useLive } from "../../live/live";
import { now } from "../../live/now";
import { persisted } from "../../preferences/persisted";
import type { Thread } from "../thread";
import { useThreads } from "../threads";
import { keyOf, pageVisits } from "./pageVisits";

/** This browser remembers it, for every conversation. */
export const showVisits = persisted("page-visits", false);

/** Whether there are pages to be shown in the conversation; they are read as soon as it is opened. */
export function useHasVisits(row: () => ConversationRow) {
  const journeys = useJourneys();
  const live = useLive();
  const threads = useThreads();
  const id = () => row().id;
  watch([id, () => live.state] as const, ([now, state], before) => (state === "open" || now !== before?.[0]) && void journeys.load(now), {
    immediate: true,
  });
  return computed(() => {
    const thread = threads.threads.get(id());
    return thread !== undefined && pageVisits(row(), thread, journeys.known.get(id())?.journey, journeys.trails.get(id()) ?? []).length > 0;
  });
}

export function usePageVisits(row: () => ConversationRow, thread: () => Thread) {
  const journeys = useJourneys();
  const known = computed(() => journeys.known.get(row().id));
  const pages = computed<SeenPage[]>(() =>
    showVisits.value ? pageVisits(row(), thread(), known.value?.journey, journeys.trails.get(row().id) ?? []) : [],
  );
  /** The key of the page that is on the customer's screen. */
  const here = computed(() => {
    const newest = known.value?.journey.pages[0];
    return newest && journeys.isHere(row().id, now.value) ? keyOf(newest) : null;
  });
  return { pages, here };
}
