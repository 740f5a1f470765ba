// What is odd about a queue as a whole while it is edited, as the server finds it (routing/setup/warnings.py). Pure.
import type { AgentRouting, Flaw, Overflow, QueueView } from "@shared/wire";

import type { QueueDraft } from "./draft";
import { flawsOf, type Skilled } from "./steps";

export function noticesOf({ calendar, settings }: QueueDraft, id: string, queues: readonly QueueView[]): Flaw[] {
  const ends = (when: Overflow["when"]) => settings.overflow.some((each) => each.when === when || each.when === "waited");
  const found: Flaw[] = [];
  if (calendar !== null && !ends("closed")) found.push("closed_without_end");
  if (settings.members === "chosen" && !ends("no_staff")) found.push("unstaffed_without_end");
  if (comesBack(id, settings.overflow, queues)) found.push("overflow_circle");
  return found;
}

const targets = (overflows: readonly Overflow[]): string[] => overflows.flatMap(({ queue }) => queue ?? []);

/** Whether overflows lead from these back to the queue. */
function comesBack(id: string, overflows: readonly Overflow[], queues: readonly QueueView[]): boolean {
  const found = new Set<string>();
  const left = targets(overflows);
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (next === id) return true;
    if (found.has(next)) continue;
    found.add(next);
    left.push(...targets(queues.find((queue) => queue.id === next)?.settings.overflow ?? []));
  }
  return false;
}

/** Of each step of the draft; where items are given at once, none is shorter than an offer. */
export function stepFlawsOf({ settings: { steps, answer, offer_seconds: seconds } }: QueueDraft, members: readonly Skilled[]): Flaw[][] {
  return flawsOf(steps, answer === "offer" ? seconds : 0, members);
}

/** Who answers by the draft, with what they know. */
export function membersOf({ settings, members }: QueueDraft, agents: readonly AgentRouting[]): AgentRouting[] {
  const chosen = new Set(members.map(({ agent }) => agent));
  return agents.filter(({ agent }) => settings.members === "everybody" || chosen.has(agent));
}
