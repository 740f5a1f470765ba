// Why a conversation's work is where it is: read from the server, put into words and tables.
import { clock } from "@shared/format";
import type { Locale } from "@shared/i18n";
import type { ConversationRow, Decision, Why, WorkItem } from "@shared/wire";

import { api, type Page } from "../../api";
import { en, t, type Key } from "../../i18n";

/** Of the newest of its work items; none where it never had one. */
export async function loadWhy(conversation: string): Promise<Why | null> {
  const { items } = await api.get<Page<WorkItem>>(`/conversations/${conversation}/work-items`);
  return items[0] ? api.get<Why>(`/work-items/${items[0].id}/why`) : null;
}

/** What is asked about a conversation, as its reader would. */
export function question(row: ConversationRow, me: string | null): string {
  if (row.status === "resolved") return t("why.ended");
  if (!row.agent) return t("why.waits");
  return row.agent.id === me ? t("why.mine") : t("why.theirs", { name: row.agent.name });
}

/** A server's word that a newer server may have more of. */
function known(prefix: string, word: string): string {
  const key = `${prefix}.${word}`;
  return key in en ? t(key as Key) : word;
}

export const reasonText = (reason: string) => known("why", reason);
export const outcomeText = (outcome: string | null) => (outcome === null ? t("why.open") : known("why.outcome", outcome));
export const partName = (part: string) => known("why.part", part);
export const strategyText = (strategy: string) => known("why.strategy", strategy);

/** The sentences about a decision, first who, then how, then the difference. */
export function decisionText(decision: Decision, waited: string, me: string | null): string[] {
  if (decision.strategy === "broadcast") return [t("why.askedAll", { time: waited })];
  const chosen = decision.compared.find((one) => one.chosen)?.agent;
  const mine = chosen?.id === me;
  const how = t(mine ? "why.chosenYou" : "why.chosen", { name: chosen?.name ?? "", time: waited });
  if (decision.compared.length < 2) return [how, t("why.onlyOne")];
  const difference = decision.decided_by ? [t("why.decided", { what: partName(decision.decided_by) })] : [];
  return [how, strategyText(decision.strategy), ...difference];
}

/** What is worth a column: what made the difference and what the strategy looks at, but for lots. */
export function columns(decision: Decision): string[] {
  const [first] = decision.compared;
  if (!first || decision.compared.length < 2) return [];
  const parts = Object.keys(first.parts).filter((part) => part !== "drawn" && (part !== "offered_at" || decision.decided_by === part));
  const by = decision.decided_by;
  return [...(by === "ring" || by === "tier" ? [by] : []), ...parts];
}

/** A number of a comparison as people write it; times are microseconds since 1970. */
export function partText(part: string, one: Decision["compared"][number], language: Locale): string {
  if (part === "ring") return String(one.step + 1);
  if (part === "tier") return String(one.tier);
  const value = one.parts[part] ?? null;
  if (value === null) return t("why.never");
  return part.endsWith("_at") ? clock(value / 1000, language) : String(value);
}
