import type { QueueSettings } from "@shared/wire";
import { describe, expect, it } from "vitest";

import { faultsOf, type QueueDraft } from "./draft";

const SETTINGS = {
  channels: ["webchat"],
  members: "chosen",
  speaks: false,
  steps: [{ seconds: null, alternatives: [] }],
  strategy: "longest_idle",
  order: "score",
  rank: 0,
  weights: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  ageing_seconds: 3600,
  answer: "offer",
  offer_seconds: 20,
  missed_limit: 2,
  exclude_seconds: 300,
  promise: { seconds: 60, percent: 80 },
  sticky: { seconds: 0, days: 7 },
  overflow: [],
  max_waiting: null,
  abandon_seconds: 300,
  transfer_note: false,
} as QueueSettings;

function draft(settings: Partial<QueueSettings> = {}, rest: Partial<QueueDraft> = {}): QueueDraft {
  return {
    name: "Returns",
    settings: { ...structuredClone(SETTINGS), ...settings },
    wrap_up: { mode: "none", seconds: 60, codes: [] },
    calendar: null,
    members: [],
    ...rest,
  };
}

const places = (found: QueueDraft) => Object.keys(faultsOf(found));

describe("a queue's settings", () => {
  it("as the server makes them have no fault", () => expect(faultsOf(draft())).toEqual({}));

  it.each<[string, QueueDraft]>([
    ["name", draft({}, { name: " " })],
    ["settings.channels", draft({ channels: [] })],
    ["settings.offer_seconds", draft({ offer_seconds: 4 })],
    ["settings.missed_limit", draft({ missed_limit: Number.NaN })],
    ["settings.weights.3", draft({ weights: [0, 1, 2, Number.NaN, 4, 5, 6, 7, 8, 9] })],
    ["settings.ageing_seconds", draft({ ageing_seconds: 59 })],
    ["settings.promise.percent", draft({ promise: { seconds: 60, percent: 101 } })],
    ["settings.sticky.days", draft({ sticky: { seconds: 30, days: 0 } })],
    ["settings.max_waiting", draft({ max_waiting: -1 })],
    ["settings.max_waiting", draft({ max_waiting: 50 })],
    ["settings.abandon_seconds", draft({ abandon_seconds: 5 })],
    ["settings.steps.0.seconds", draft({ steps: [{ seconds: 0, alternatives: [] }, { seconds: null, alternatives: [] }] })],
    ["settings.steps.0.alternatives.1", draft({ steps: [{ seconds: null, alternatives: [[{ skill: "s", level: 1 }], []] }] })],
    ["settings.overflow.0.seconds", draft({ overflow: [{ when: "waited", to: "message", seconds: null, queue: null }] })],
    ["settings.overflow.0.queue", draft({ overflow: [{ when: "closed", to: "queue", seconds: null, queue: null }] })],
    ["settings.overflow.0.when", draft({ overflow: [{ when: "full", to: "message", seconds: null, queue: null }] })],
    ["wrap_up.codes", draft({}, { wrap_up: { mode: "required", seconds: 60, codes: [] } })],
    ["members.0.weight", draft({}, { members: [{ agent: "a", rank: null, tier: 0, position: 0, delay: 0, weight: 0 }] })],
  ])("are told where they do not fit: %s", (place, found) => expect(places(found)).toEqual([place]));

  it("are not looked at where they do not count", () => {
    expect(places(draft({ promise: null, abandon_seconds: null }, { wrap_up: { mode: "none", seconds: 0, codes: [] } }))).toEqual([]);
    const members = [{ agent: "a", rank: null, tier: 0, position: 0, delay: 0, weight: 0 }];
    expect(places(draft({ members: "everybody" }, { members }))).toEqual([]);
  });
});
