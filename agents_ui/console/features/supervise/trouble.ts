// Which queue needs somebody first, and which agent. Pure.
import type { AgentLive, QueueLive } from "@shared/wire";

export type Level = "bad" | "warn" | "calm";
export type Why = "nobody" | "late" | "full" | "soon" | "long" | "overdue" | "level" | "calm";

const LEVELS: Record<Why, Level> = { nobody: "bad", late: "bad", full: "warn", soon: "warn", long: "warn", overdue: "warn", level: "warn", calm: "calm" };
const ORDER: Level[] = ["bad", "warn", "calm"];
/** From this part of the promised time on, it is nearly up. */
const SOON = 0.5;
/** Where nothing is promised, a wait is long from here on, in ms. */
const LONG_MS = 600_000;

export const levelOf = (why: Why): Level => LEVELS[why];

/** How long the oldest has waited, in ms; 0 where nobody waits. time: the server's, in epoch ms. */
export const waited = (queue: QueueLive, time: number): number =>
  queue.oldest ? Math.max(0, time - Date.parse(queue.oldest.since)) : 0;

/** The worst that is wrong with a queue. */
export function trouble(queue: QueueLive, time: number): Why {
  const promised = (queue.promise?.seconds ?? Infinity) * 1000;
  const wait = waited(queue, time);
  if (queue.waiting > 0 && queue.open && queue.staff.available === 0) return "nobody";
  if (wait > promised) return "late";
  if (queue.waiting > 0 && queue.open && queue.staff.with_room === 0) return "full";
  if (wait > promised * SOON) return "soon";
  if (queue.promise === null && wait > LONG_MS) return "long";
  if (queue.overdue > 0) return "overdue";
  const level = queue.today.service_level;
  return level !== null && queue.promise !== null && level < queue.promise.percent ? "level" : "calm";
}

/** The worst first; among equals whose oldest has waited longer, then where more wait, then by name. */
export function byTrouble(queues: readonly QueueLive[], time: number): QueueLive[] {
  const rank = new Map(queues.map((queue) => [queue.id, ORDER.indexOf(levelOf(trouble(queue, time)))]));
  return [...queues].sort(
    (a, b) =>
      rank.get(a.id)! - rank.get(b.id)! ||
      waited(b, time) - waited(a, time) ||
      b.waiting - a.waiting ||
      a.name.localeCompare(b.name),
  );
}

const PRESENCES = { available: 0, away: 1, offline: 2 } as const;

/** What of an agent is worth a look: 0 is the most. */
function concern(agent: AgentLive): number {
  if (agent.presence === "away" && agent.reason === "missed_offer") return 0;
  if (agent.used > agent.total) return 1;
  if (agent.presence === "offline" && agent.items > 0) return 2;
  return 3 + PRESENCES[agent.presence];
}

/** Who needs a look first, then by state, and in a state whoever has been in it the longest. */
export function byConcern(agents: readonly AgentLive[]): AgentLive[] {
  const since = (agent: AgentLive) => (agent.since ? Date.parse(agent.since) : Infinity);
  return [...agents].sort(
    (a, b) => concern(a) - concern(b) || since(a) - since(b) || a.name.localeCompare(b.name),
  );
}

/** Whether an agent gets work of a queue; null: of any. */
export const isMember = (agent: AgentLive, queue: QueueLive | null): boolean =>
  queue === null || queue.everybody || agent.queues.includes(queue.id);

/** Nobody's affair now: neither here nor with work. */
export const isGone = (agent: AgentLive): boolean => agent.presence === "offline" && agent.items + agent.offered === 0;
