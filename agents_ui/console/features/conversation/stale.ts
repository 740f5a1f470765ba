// Whether a colleague has answered the customer since we began to write: then our answer may no longer fit.
import type { AgentRef, StaffMessage } from "@shared/wire";

import type { Thread } from "./thread";

/** Up to where the writer can have read: the newest there is, or what there was when an older draft was saved. */
export function readUpTo(thread: Thread | undefined, savedAt: string | null): number {
  if (!thread) return 0;
  if (savedAt === null) return thread.seq ?? 0;
  const before = thread.messages.filter((message) => Date.parse(message.at) <= Date.parse(savedAt));
  return before.at(-1)?.seq ?? 0;
}

/** The colleagues whose answers came after that, each once. */
export function answeredSince(thread: Thread | undefined, me: string, seq: number): AgentRef[] {
  const newer = (message: StaffMessage) => message.seq > seq && message.public_seq !== null;
  const found = new Map<string, AgentRef>();
  for (const { agent } of thread?.messages.filter(newer) ?? []) if (agent && agent.id !== me) found.set(agent.id, agent);
  return [...found.values()];
}
