// Wire records for tests, with only what a test cares about said.
import type { ConversationRow, Notice, StaffMessage } from "@shared/wire";

export const LAN = { id: "lan", name: "Lan" };
export const T0 = Date.parse("2026-11-20T09:00:00Z");

export function at(minutes: number): string {
  return new Date(T0 + minutes * 60_000).toISOString();
}

export function message(seq: number, part: Partial<StaffMessage> = {}): StaffMessage {
  return {
    id: `m${seq}`,
    seq,
    public_seq: part.audience === "staff" ? null : seq,
    author: "customer",
    agent: null,
    audience: "public",
    body: `text ${seq}`,
    delivery: "stored",
    at: at(seq),
    client_id: null,
    ...part,
  };
}

export function notice(seq: number, part: Partial<Notice> = {}): Notice {
  return { seq, kind: "ConversationAssigned", at: at(seq), by: null, agent: LAN, note: null, ...part };
}

export function row(part: Partial<ConversationRow> = {}): ConversationRow {
  return {
    id: "c",
    number: 1,
    inbox: { id: "i", name: "Shop" },
    channel: "webchat",
    subject: null,
    status: "open",
    owner: "none",
    agent: null,
    customer: { id: "u", name: "Mai", email: null, locale: "vi" },
    created_at: at(0),
    last_message_at: at(0),
    waiting_since: null,
    unread: 0,
    preview: "",
    preview_author: "customer",
    snoozed_until: null,
    version: 1,
    ...part,
  };
}
