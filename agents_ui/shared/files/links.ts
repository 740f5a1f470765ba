// Where files are had: the staff's by their paths, a visitor's by links that end and are asked for again.
import { type InjectionKey, ref, shallowReactive } from "vue";

import type { FileRef } from "../uploads";

export interface Links {
  /** None while it is not known yet; empty for one that is gone. */
  at: (file: FileRef) => string | null;
  /** What is at its place did not come, or is about to be fetched: whether it is too old and asked for again. */
  again: (file: FileRef) => boolean;
}

export const LINKS: InjectionKey<Links> = Symbol("links");
export const OWN_PATHS: Links = { at: (file) => file.path, again: () => false };

/** What the server answers: by the id of a file, and for how long. */
export interface Given {
  seconds: number;
  paths: Record<string, string>;
}

interface Link {
  path: string;
  ends: number;
}

/** Asked for at once: as many fields as a query may have. */
export const MOST = 50;
/** Of a link's life that is left when another is asked for. */
const EARLY = 0.1;
/** Until one that could not be asked for is asked for again. */
const PATIENCE = 15_000;
/** So that what has grown old is certainly old when somebody looks. */
const LATER = 1_000;

/** ask: for the links of some files; none where nothing was answered. What is shown is renewed before it ends. */
export function createLinks(ask: (ids: string[]) => Promise<Given | null>): Links {
  const known = shallowReactive(new Map<string, Link>());
  const wanted = new Set<string>();
  const asked = new Set<string>();
  /** Counts up where links have grown old: whoever shows one looks again. */
  const age = ref(0);

  const look = () => (age.value += 1);
  document.addEventListener("visibilitychange", look); // a machine that slept has slept through the timers

  async function fetchWanted(): Promise<void> {
    const ids = [...wanted].slice(0, MOST);
    ids.forEach((id) => wanted.delete(id));
    if (ids.length === 0) return;
    ids.forEach((id) => asked.add(id));
    const given = await ask(ids);
    ids.forEach((id) => asked.delete(id));
    if (given) keep(ids, given);
    setTimeout(look, given ? given.seconds * 1_000 * (1 - EARLY) + LATER : PATIENCE);
    await fetchWanted();
  }

  function keep(ids: readonly string[], { seconds, paths }: Given): void {
    const ends = Date.now() + seconds * 1_000 * (1 - EARLY);
    for (const id of ids) known.set(id, { path: paths[id] ?? "", ends });
  }

  function want(id: string): void {
    if (wanted.has(id) || asked.has(id)) return;
    if (wanted.size === 0) queueMicrotask(() => void fetchWanted());
    wanted.add(id);
  }

  return {
    at(file) {
      void age.value;
      const link = known.get(file.id);
      if (file.path && (!link || link.ends <= Date.now())) want(file.id);
      return file.path && (link?.path ?? null);
    },
    again(file) {
      const link = known.get(file.id);
      if (link && link.ends > Date.now()) return false;
      want(file.id);
      return true;
    },
  };
}
