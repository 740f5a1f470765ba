// What the bot has done in conversations: read when one is shown and again as it goes on; agents mark its answers.
import { ApiError } from "@shared/api";
import type { components } from "@shared/api.gen";
import { toast } from "@shared/ui/toasts";
import { defineStore } from "pinia";
import { shallowReactive } from "vue";

import { api } from "../../api";
import { describe, t } from "../../i18n";

type Schemas = components["schemas"];
export type BotPacket = Schemas["BotPacket"];
export type BotTurn = Schemas["BotTurnView"];
export type Article = Schemas["NamedArticle"];
export type ArticlePick = Schemas["ArticlePick"];
export type PickText = Schemas["ArticlePickText"];
export type Guide = Schemas["BotGuide"];
export type Mark = NonNullable<BotTurn["mark"]>;

/** As many conversations are remembered. */
const KEPT = 50;

export const usePackets = defineStore("packets", () => {
  const known = shallowReactive(new Map<string, BotPacket>());
  /** Conversations whose packet could not be read. */
  const failed = shallowReactive(new Set<string>());
  const loading = new Map<string, Promise<void>>();

  /** One reading at a time; what is wanted meanwhile is read after it. */
  async function load(id: string): Promise<void> {
    const running = loading.get(id);
    if (running) await running;
    const own = loading.get(id) ?? read(id).finally(() => loading.delete(id));
    loading.set(id, own);
    return own;
  }

  async function read(id: string): Promise<void> {
    try {
      const packet = await api.get<BotPacket>(`/conversations/${id}/bot`);
      known.delete(id);
      known.set(id, packet);
      failed.delete(id);
      for (const old of known.keys()) {
        if (known.size <= KEPT) break;
        known.delete(old);
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!known.has(id)) failed.add(id);
    }
  }

  /** rightArticle: the id of the one that would have been right. mark: none takes it back. */
  async function mark(id: string, turn: BotTurn, value: Mark | null, rightArticle: string | null = null): Promise<boolean> {
    const path = `/bot/turns/${turn.id}/mark`;
    try {
      if (value === null) await api.send("DELETE", path);
      else await api.send("POST", path, { mark: value, right_article: rightArticle });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(describe(error), { tone: "bad" });
      return false;
    }
    await load(id);
    return true;
  }

  return { known, failed, load, mark };
});

/** Turns that say something to whoever takes over: not the yes and no between, nor mails to which nothing was suggested. Pure. */
export function telling(turns: readonly BotTurn[]): BotTurn[] {
  const silent = (turn: BotTurn) => turn.decision === "suggest" && turn.offered.length === 0;
  return turns.filter((turn) => !silent(turn) && ( turn.question !== "" || turn.article !== null || turn.offered.length > 0 || turn.flow !== null));
}

/** How a guided flow ended, or where it was left, in words. */
export function guideEnd({ ended, step, back }: Guide): string {
  if (ended === "done") return t("bot.guide.done");
  const how = ended === "open" && back ? "back" : ended;
  return step ? t(`bot.guide.${how}At`, { step }) : t(`bot.guide.${how}`);
}

/** A share of 0 to 1 in whole per cent. */
export function share(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(value);
}

/** Why the bot has handed over, in words; none for a reason that this console does not know. */
const REASONS = [
  "request", "frustration", "must_reach_person", "not_understood", "not_helped", "flood", "flow", "fault", "off", "file",
  "flow_person_asked", "flow_stuck", "flow_for_staff", "flow_unavailable", "flow_not_proven",
] as const;

export function reasonKey(reason: string): `bot.reason.${(typeof REASONS)[number] | "other"}` {
  return `bot.reason.${REASONS.find((known) => known === reason) ?? "other"}`;
}

const MATTERS = ["legal", "health", "payment", "privacy"] as const;

/** The same of a packet, with what kind of matter it is where that is known. */
export function whyKey({ reason, matter }: Pick<BotPacket, "reason" | "matter">): ReturnType<typeof reasonKey> | `bot.matter.${(typeof MATTERS)[number]}` {
  const known = MATTERS.find((each) => each === matter);
  return known ? `bot.matter.${known}` : reasonKey(reason ?? "");
}
