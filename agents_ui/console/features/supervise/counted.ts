// The numbers of a queue that open a list, in their order on the page. Pure.
import type { IconName } from "@shared/ui/icons/paths";
import type { PresenceName, QueueLive } from "@shared/wire";

export const NOW = { label: "supervise.now", states: ["waiting", "active", "wrapping", "by_message"] } as const;
export const TODAY = {
  label: "supervise.today",
  states: ["answered", "in_time", "abandoned", "overflowed", "missed", "declined"],
} as const;

export type Counted = (typeof NOW.states)[number] | (typeof TODAY.states)[number];
const STATES: readonly string[] = [...NOW.states, ...TODAY.states];
export const isCounted = (state: unknown): state is Counted => typeof state === "string" && STATES.includes(state);

export const isPresence = (word: unknown): word is PresenceName => word === "available" || word === "away" || word === "offline";

export const ICONS: Record<Counted, IconName> = {
  waiting: "clock",
  active: "chat",
  wrapping: "pencil",
  by_message: "mail",
  answered: "reply",
  in_time: "check",
  abandoned: "signOut",
  overflowed: "transfer",
  missed: "bell",
  declined: "ban",
};

export function countOf(queue: QueueLive, state: Counted): number {
  switch (state) {
    case "waiting":
    case "active":
    case "wrapping":
    case "by_message":
      return queue[state];
    default:
      return queue.today[state];
  }
}
