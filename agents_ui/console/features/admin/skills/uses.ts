// What asks for a skill: the steps of queues, and intake rules. Pure.
import type { IntakeRule, Need, QueueView } from "@shared/wire";

export interface Use {
  kind: "queue" | "rule";
  id: string;
  name: string;
}

export function usesOf(skill: string, queues: readonly QueueView[], rules: readonly IntakeRule[]): Use[] {
  const asks = (needs: readonly Need[] = []) => needs.some((need) => need.skill === skill);
  return [
    ...queues
      .filter(({ settings }) => settings.steps?.some((step) => step.alternatives?.some(asks)))
      .map(({ id, name }): Use => ({ kind: "queue", id, name })),
    ...rules.filter(({ outcome }) => asks(outcome.needs)).map(({ id, name }): Use => ({ kind: "rule", id, name })),
  ];
}
