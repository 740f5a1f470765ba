// The staff with their presence, by id: for lists and for choosing whom to transfer to.
import type { Person } from "@shared/wire";
import { defineStore } from "pinia";
import { computed, shallowReactive } from "vue";

const ORDER = { available: 0, away: 1, offline: 2 } as const;

export const usePeople = defineStore("people", () => {
  const people = shallowReactive(new Map<string, Person>());

  function upsert(news: Person[]): void {
    for (const person of news) people.set(person.agent.id, person);
  }

  /** Available first, then by name. */
  const ordered = computed(() =>
    [...people.values()].sort(
      (a, b) => ORDER[a.presence] - ORDER[b.presence] || a.agent.name.localeCompare(b.agent.name),
    ),
  );

  return { people, ordered, upsert };
});
