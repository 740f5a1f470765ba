// What supervisors do, over REST: each says how the item looked, and a refusal says what somebody else has done.
import { ApiError } from "@shared/api";
import { toast } from "@shared/ui/toasts";
import type { WorkItemRow } from "@shared/wire";

import { api } from "../../api";
import { describe } from "../../i18n";

/** How the item looks here: the server refuses where it has changed since. */
export const seen = (item: WorkItemRow) => ({ queue: item.queue.id, agent: item.agent?.id ?? null, priority: item.priority });

export type Verb = "move" | "priority" | "assign" | "take-back";

/** Resolves to null, or to what was refused. */
export async function act(item: WorkItemRow, verb: Verb, body: object = {}): Promise<ApiError | null> {
  return attempt(() => api.send("POST", `/work-items/${item.id}/${verb}`, { ...body, seen: seen(item) }));
}

export async function attempt(request: () => Promise<unknown>): Promise<ApiError | null> {
  try {
    await request();
    return null;
  } catch (reason) {
    if (!(reason instanceof ApiError)) throw reason;
    return reason;
  }
}

/** Says how it went. */
export function tell(refused: ApiError | null, done: string): void {
  if (refused) toast(describe(refused), { tone: "bad" });
  else toast(done);
}
