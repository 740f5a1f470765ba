// What an answer of the preview says, in an order to be read. Pure, but for the language.
import type { PreviewAgent, PreviewAnswer } from "@shared/wire";

import { t } from "../../../i18n";
import { list, reasonText } from "../routing/words";

export interface Told {
  able: PreviewAgent[];
  unable: PreviewAgent[];
  headline: string;
  why: string | null;
}

const DECIDERS = ["ring", "tier", "held", "released_at", "turn", "units", "spare", "handled_today", "position", "drawn", "offered_at", "agent"] as const;

export function told(answer: PreviewAnswer): Told {
  const able = answer.agents.filter((agent) => agent.reason === null);
  const unable = answer.agents.filter((agent) => agent.reason !== null);
  const chosen = able.filter((agent) => answer.chosen.includes(agent.agent));
  const decider = DECIDERS.find((each) => each === answer.decided_by);
  let why: string | null = null;
  if (chosen.length === 1 && able.length === 1) why = t("queuePreview.only");
  else if (chosen.length === 1 && decider) why = t(`decided.${decider}`);
  else if (chosen.length > 1) why = t("queuePreview.firstWins");
  return { able, unable, headline: headlineOf(chosen, unable), why: chosen.length > 0 ? why : reasonsOf(unable) };
}

function headlineOf(chosen: readonly PreviewAgent[], unable: readonly PreviewAgent[]): string {
  if (chosen.length > 0) return t("queuePreview.gets", { name: list(chosen.map((agent) => agent.name)), count: chosen.length });
  return t(unable.length > 0 ? "queuePreview.nobody" : "queuePreview.noMembers");
}

/** How many fail at what, the most first. */
function reasonsOf(unable: readonly PreviewAgent[]): string | null {
  const counts = new Map<string, number>();
  for (const { reason } of unable) counts.set(reason!, (counts.get(reason!) ?? 0) + 1);
  const parts = [...counts].sort((a, b) => b[1] - a[1]).map(([reason, count]) => t("queuePreview.count", { count, reason: reasonText(reason) }));
  return parts.length > 0 ? list(parts) : null;
}
