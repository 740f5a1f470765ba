// Queues, agents and items for tests.
import type { AgentLive, QueueLive, QueuesLive, WorkItemRow } from "@shared/wire";

export const START = Date.parse("2026-03-02T09:00:00Z");
export const ago = (seconds: number) => new Date(START - seconds * 1000).toISOString();

export function queue(name: string, part: Partial<QueueLive> = {}): QueueLive {
  return {
    id: name.toLowerCase(), name, open: true, everybody: true, transfer_note: false, waiting: 0, offered: 0, by_message: 0,
    overdue: 0, due_soon: 0, active: 0, wrapping: 0, oldest: null, expected_wait: null, promise: { seconds: 60, percent: 80 },
    today: {
      answered: 0, in_time: 0, abandoned: 0, abandoned_short: 0, overflowed: 0, missed: 0, declined: 0, service_level: null,
    },
    staff: { available: 2, away: 0, offline: 0, with_room: 2, free: 100 }, ...part,
  };
}

/** Somebody has waited in the queue for so many seconds. */
export const waits = (seconds: number): Partial<QueueLive> => ({
  waiting: 1,
  oldest: { item: "item", conversation: "c1", customer: "Lan Anh", since: ago(seconds) },
});

export function agent(name: string, part: Partial<AgentLive> = {}): AgentLive {
  return {
    id: name.toLowerCase(), name, role: "agent", presence: "available", reason: null, since: ago(600), items: 0, offered: 0,
    used: 0, total: 100, free: 100, missed: 0, declined: 0, queues: [], ...part,
  };
}

export function item(part: Partial<WorkItemRow> = {}): WorkItemRow {
  return {
    id: "item", conversation: "c1", number: 7, customer: "Lan Anh", channel: "webchat", preview: "Hello",
    queue: { id: "general", name: "General" }, state: "queued", priority: 0, language: null, agent: null, offered_to: [],
    created_at: ago(90), eligible_at: ago(90), answered_at: null, ended_at: null, promise_at: null, by_message: false,
    over_capacity: false, ...part,
  };
}

export const live = (queues: QueueLive[], agents: AgentLive[] = []): QueuesLive => ({ at: ago(0), since: ago(3600), queues, agents });
