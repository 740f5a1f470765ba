// Commands on a conversation over REST; the change itself comes back as frames. A refusal is a toast.
import { ApiError } from "@shared/api";
import { toast } from "@shared/ui/toasts";
import type { ConversationRow } from "@shared/wire";

import { api } from "../../api";
import { describe, t } from "../../i18n";
import { useConversations } from "../conversations/conversations";

async function act(row: ConversationRow, verb: string, body?: unknown, method: "POST" | "DELETE" = "POST"): Promise<ConversationRow | null> {
  try {
    const after = await api.send<ConversationRow>(method, `/conversations/${row.id}/${verb}`, body);
    useConversations().upsert(after);
    return after;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(describe(error), { tone: "bad" });
    return null;
  }
}

export async function resolve(row: ConversationRow): Promise<void> {
  if (!(await act(row, "resolve"))) return;
  toast(t("action.resolved", { number: String(row.number) }), {
    action: { label: t("action.undo"), run: () => void act(row, "reopen") },
  });
}

/** block: mail from its sender is refused from then on. Taking it back lets the sender write again. */
export async function markSpam(row: ConversationRow, block = false): Promise<void> {
  if (!(await act(row, "spam", { block }))) return;
  toast(t(block ? "spam.markedBlocked" : "spam.marked", { number: String(row.number) }), {
    action: { label: t("action.undo"), run: () => void unmarkSpam(row) },
  });
}

export const unmarkSpam = (row: ConversationRow) => act(row, "spam", undefined, "DELETE");

export const reopen = (row: ConversationRow) => act(row, "reopen");

export const snooze = (row: ConversationRow, until: Date) => act(row, "snooze", { until: until.toISOString() });

/** agent: an agent's id. over: at once, whether or not the agent has room. The answer has the owner: the one before
 * where the agent is asked first. */
export const assign = (row: ConversationRow, agent: string, note: string | null = null, over = false) =>
  act(row, "assign", { agent, note, instead_of: row.agent?.id ?? null, over_capacity: over });

/** queue: a queue's id. warm: one stays to introduce the next agent. */
export const transferToQueue = (row: ConversationRow, queue: string, note: string | null, warm: boolean) =>
  act(row, "transfer", { queue, note, warm, instead_of: row.agent?.id ?? null });

export const release = (row: ConversationRow) => act(row, "release");
