// The staff with their presence, by id: for lists and for choosing whom to transfer to.
import type { Person } from "@shared/wire";
import { defineStore } from "pinia";
import { computed, shallowReactive } from "vue";

import { useLive } from "../live/live";

const ORDER = { available: 0, away: 1, offline: 2 } as const;

export const usePeople = defineStore("people", () => {
  const people = shallowReactive(new Map<string, Person>());

  /** Every presence frame lists everybody who can sign in: who is not in it is gone. */
  function replace(all: Person[]): void {
    const ids = new Set(all.map((person) => person.agent.id));
    for (const id of people.keys()) if (!ids.has(id)) people.delete(id);
    for (const person of all) people.set(person.agent.id, person);
  }

  /** Available first, then by name. */
  const ordered = computed(() =>
    [...people.values()].sort(
      (a, b) => ORDER[a.presence] - ORDER[b.presence] || a.agent.name.localeCompare(b.agent.name),
    ),
  );

  const own = computed(() => people.get(useLive().me?.id ?? ""));

  return { people, ordered, own, replace };
});
