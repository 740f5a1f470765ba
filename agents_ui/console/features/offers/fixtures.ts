// Offers and wrap-ups for tests, with only what a test cares about said.
import type { FrameOf, Offer, WrapUp } from "@shared/wire";

const soon = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

export function offer(id: string, part: Partial<Offer> = {}): Offer {
  return {
    id,
    customer: "Mai",
    queue: "Sales",
    channel: "webchat",
    subject: null,
    words: "Where is my order?",
    page: null,
    waiting_since: soon(-60),
    at: soon(0),
    expires_at: soon(20),
    given_by: null,
    note: null,
    ...part,
  };
}

export function wrapUp(id: string, part: Partial<WrapUp> = {}): WrapUp {
  return {
    id,
    conversation: "c",
    customer: "Mai",
    queue: "Sales",
    channel: "webchat",
    mode: "optional",
    codes: ["Return", "Delivery"],
    until: soon(60),
    ...part,
  };
}

/** ahead: ms that the server's clock is before ours. */
export function frame(offers: Offer[], wrap_ups: WrapUp[] = [], ahead = 0): FrameOf<"offers"> {
  return { type: "offers", offers, wrap_ups, server_time: new Date(Date.now() + ahead).toISOString() };
}
