// Wire records for tests, with only what a test cares about said.
import type { ConversationRow, MailView, Notice, Person, StaffMessage } from "@shared/wire";

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
    files: [],
    content: null,
    mail: null,
    mentions: [],
    ...part,
  };
}

export function mail(part: Partial<MailView> = {}): MailView {
  return {
    direction: "in",
    subject: "Where is my order?",
    sender: { address: "mai@customer.example", name: "Mai" },
    reply_to: [],
    to: [{ address: "support@shop.example", name: "Shop" }],
    cc: [],
    bcc: [],
    date: at(0),
    folded: "",
    has_html: false,
    pictures_elsewhere: false,
    kept: true,
    checks: null,
    forwarded_from: null,
    original: "",
    problems: [],
    left_out: [],
    not_sent_by_us: false,
    by_form: false,
    answers: [],
    stranger: false,
    related: null,
    automatic: "",
    send_at: null,
    next_try: null,
    may_take_back: false,
    left_at: null,
    recipients: [],
    ...part,
  };
}

export function notice(seq: number, part: Partial<Notice> = {}): Notice {
  return { seq, kind: "ConversationAssigned", at: at(seq), by: null, agent: LAN, note: null, score: null, added: [], removed: [], queue: null, warm: false, reason: null, other: null, merge: null, away: false, ...part };
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
    due_at: null,
    has_files: false,
    outgoing: null,
    spam: false,
    unread: 0,
    preview: "",
    preview_author: "customer",
    snoozed_until: null,
    version: 1,
    labels: [],
    out_of_hours: false,
    merged_into: null,
    ...part,
  };
}

export function person(id: string, name: string, part: Partial<Person> = {}): Person {
  return {
    agent: { id, name },
    role: "agent",
    presence: "available",
    reason: null,
    since: at(0),
    wrapping: false,
    only: null,
    units: 0,
    total: 100,
    channels: [{ channel: "webchat", items: 0, limit: 4, room: true }],
    ...part,
  };
}
