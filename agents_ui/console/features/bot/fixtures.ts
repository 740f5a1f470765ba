// What the bot has done, for tests, with only what a test cares about said.
import type { ArticlePick, BotPacket, BotTurn, PickText } from "./packets";

const NOW = "2026-11-20T09:00:00Z";

export const pick = (part: Partial<ArticlePick> = {}): ArticlePick => ({
  id: "a1", key: "returns", title: "Returns", summary: "Within 30 days.", locale: "vi", fallback: false, internal: false,
  path: "/help/vi/returns",
  ...part,
});

export const pickText = (part: Partial<ArticlePick> = {}, text = "All of it."): PickText => ({ pick: pick(part), text });

export const turn = (part: Partial<BotTurn> = {}): BotTurn => ({
  id: "t1", message: "m1", at: NOW, question: "Can I send it back?", asked: "Can I send it back?", locale: "en", decision: "answer", reason: null,
  intent: null, probability: 0.93, engine: "hybrid", article: { key: "returns", title: "Returns", id: "a1", path: "/help/en/returns" },
  offered: [], flow: null, rejected: false, helped: null, sentiment: "neutral", mark: null, marked_by: null, marked_at: null, right_article: null,
  ...part,
});

export const packet = (part: Partial<BotPacket> = {}): BotPacket => ({
  started_at: NOW, handed_over_at: NOW, reason: "request", matter: null, outcome: "escalated", language: "vi", sentiment: "negative",
  intent: { key: "returns", title: "Returns", id: "a1", path: null }, probability: 0.93, turns: [turn()], left_out: 0, guides: [], answers: [],
  suggested: [pickText()], pages: [], read: [], cart: [], mail: null,
  ...part,
});
