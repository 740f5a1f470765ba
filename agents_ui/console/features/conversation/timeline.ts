// What the timeline draws: day lines, notices, groups of bubbles and page visits, derived from a thread.
import { sameDay } from "@shared/format";
import type { FileRef } from "@shared/uploads";
import type { AgentRef, AuthorName, MailView, Notice, StaffMessage } from "@shared/wire";

import type { SeenPage } from "../context/journey";
import { bareSubject } from "../mail/mails";
import { pendingMail } from "../mail/pending";
import { isKnown } from "./notices";
import type { Outgoing, Receipt, Thread } from "./thread";

export type DeliveryState = "sending" | "stored" | "delivered" | "seen" | "failed" | "partly";

export interface Bubble {
  key: string;
  body: string;
  files: readonly FileRef[];
  /** Colleagues whom a note names. */
  mentions: readonly AgentRef[];
  at: number;
  /** Null for what was not sent by us to the customer: their messages and notes. */
  delivery: DeliveryState | null;
  clientId: string | null;
  error: string | null;
  /** What it shows beside its text. */
  content?: StaffMessage["content"];
  /** Of a message that offered choices: the id of the one that was taken. */
  chosen?: string;
}

/** A message that came or goes by mail stands for itself. */
export interface MailItem {
  kind: "mail";
  key: string;
  /** Of the message; null while it is on its way to the server. */
  id: string | null;
  author: AuthorName;
  agent: AgentRef | null;
  mail: MailView;
  bubble: Bubble;
  /** Where it is another than that of the mail before; else null. */
  subject: string | null;
  /** Of the last few: these are open from the start. */
  late: boolean;
}

export interface Group {
  kind: "group";
  key: string;
  author: AuthorName;
  agent: AgentRef | null;
  note: boolean;
  bubbles: Bubble[];
  at: number;
}

type NoticeItem = { kind: "notice"; key: string; notice: Notice };

export type Item =
  | { kind: "day"; key: string; at: number }
  | NoticeItem
  | { kind: "fold"; key: string; notices: Notice[] }
  | { kind: "visits"; key: string; pages: SeenPage[] }
  | MailItem
  | Group;

/** Mails at the end of a conversation that are open when one comes to it. */
const OPEN = 3;
const TOGETHER = 5 * 60_000;
/** Notices in a row that are all shown; of more, the last alone. */
const IN_A_ROW = 3;

/** visits: pages to be shown between the lines, the oldest first. */
export function timeline(thread: Thread, me: AgentRef, visits: readonly SeenPage[] = []): Item[] {
  const items: Item[] = [];
  const choices = chosenIn(thread);
  let seen = 0;
  let lastAt: number | null = null;
  const dayLine = (at: number) => {
    if (lastAt === null || !sameDay(lastAt, at)) items.push({ kind: "day", key: `day-${at}`, at });
    lastAt = at;
  };
  const visitsBefore = (until: number) => {
    for (; seen < visits.length && Date.parse(visits[seen]!.at) < until; seen += 1) {
      dayLine(Date.parse(visits[seen]!.at));
      addVisit(items, visits[seen]!);
    }
  };
  for (const entry of merged(thread)) {
    if ("kind" in entry ? !isKnown(entry.kind) : entry.delivery === "withdrawn") continue;
    const at = Date.parse(entry.at);
    visitsBefore(at);
    dayLine(at);
    if ("kind" in entry) items.push({ kind: "notice", key: `notice-${entry.seq}`, notice: entry });
    else {
      const bubble = bubbleOf(entry, thread.receipts.customer, choices.get(entry.id));
      if (entry.mail) items.push(mailItem(entry.mail, entry.id, groupOf(entry), bubble));
      else add(items, groupOf(entry), bubble);
    }
  }
  for (const waiting of thread.outgoing) {
    visitsBefore(Date.parse(waiting.at));
    dayLine(Date.parse(waiting.at));
    const group = { author: "agent" as const, agent: me, note: waiting.audience === "staff" };
    const bubble = outgoingBubble(waiting);
    if (waiting.mail) items.push(mailItem(pendingMail(waiting.mail), null, group, bubble));
    else add(items, group, bubble);
  }
  visitsBefore(Infinity);
  markMails(items);
  return folded(items);
}

function mailItem(mail: MailView, id: string | null, { author, agent }: Author, bubble: Bubble): MailItem {
  return { kind: "mail", key: `mail-${bubble.key}`, id, author, agent, mail, bubble, subject: null, late: false };
}

function markMails(items: Item[]): void {
  const mails = items.filter((item) => item.kind === "mail");
  let before: string | null = null;
  for (const item of mails) {
    const bare = bareSubject(item.mail.subject);
    // What is on its way may leave its subject to the server.
    if (bare !== before && (item.id !== null || bare)) item.subject = item.mail.subject;
    if (item.id !== null || bare) before = bare;
  }
  for (const item of mails.slice(-OPEN)) item.late = true;
}

/** Puts all but the last of a long run of notices into one fold. */
function folded(items: Item[]): Item[] {
  const result: Item[] = [];
  let run: NoticeItem[] = [];
  const flush = () => {
    if (run.length <= IN_A_ROW) result.push(...run);
    else {
      const early = run.slice(0, -1).map((item) => item.notice);
      result.push({ kind: "fold", key: `fold-${early[0]!.seq}`, notices: early }, run.at(-1)!);
    }
    run = [];
  };
  for (const item of items) {
    if (item.kind === "notice") run.push(item);
    else {
      flush();
      result.push(item);
    }
  }
  flush();
  return result;
}

/** Messages and notices by rising seq; both lists are sorted already. */
function merged(thread: Thread): (StaffMessage | Notice)[] {
  const result: (StaffMessage | Notice)[] = [];
  let next = 0;
  for (const message of thread.messages) {
    while (next < thread.notices.length && thread.notices[next]!.seq < message.seq) result.push(thread.notices[next++]!);
    result.push(message);
  }
  return result.concat(thread.notices.slice(next));
}

function addVisit(items: Item[], page: SeenPage): void {
  const last = items.at(-1);
  if (last?.kind === "visits") last.pages.push(page);
  else items.push({ kind: "visits", key: `visits-${page.at}`, pages: [page] });
}

type Author = Pick<Group, "author" | "agent" | "note">;

function groupOf(message: StaffMessage): Author {
  return { author: message.author, agent: message.agent, note: message.audience === "staff" };
}

function add(items: Item[], author: Author, bubble: Bubble): void {
  const last = items.at(-1);
  const same =
    last?.kind === "group" &&
    last.author === author.author &&
    last.agent?.id === author.agent?.id &&
    last.note === author.note &&
    bubble.at - last.bubbles.at(-1)!.at < TOGETHER;
  if (same) last.bubbles.push(bubble);
  else items.push({ kind: "group", key: `group-${bubble.key}`, ...author, bubbles: [bubble], at: bubble.at });
}

/** Which choice was taken of which message. */
function chosenIn(thread: Thread): Map<string, string> {
  const taken = new Map<string, string>();
  for (const { content } of thread.messages) if (content?.kind === "chosen") taken.set(content.message, content.choice);
  return taken;
}

function bubbleOf(message: StaffMessage, customer: Receipt, chosen: string | undefined): Bubble {
  return {
    // A message keeps its key when the acknowledgement turns it from outgoing to stored.
    key: message.client_id ?? message.id,
    body: message.body,
    files: message.files,
    mentions: message.mentions,
    at: Date.parse(message.at),
    delivery: deliveryOf(message, customer),
    clientId: message.client_id,
    error: null,
    ...(message.content && { content: message.content }),
    ...(chosen !== undefined && { chosen }),
  };
}

function deliveryOf(message: StaffMessage, customer: Receipt): DeliveryState | null {
  if (message.author === "customer" || message.public_seq === null) return null;
  if (message.delivery === "failed" || message.delivery === "partly" || message.delivery === "sending") return message.delivery;
  if (message.author === "system") return null;
  if (customer.seen >= message.public_seq) return "seen";
  return customer.delivered >= message.public_seq || message.delivery === "sent" ? "delivered" : "stored";
}

function outgoingBubble(waiting: Outgoing): Bubble {
  return {
    key: waiting.client_id,
    body: waiting.body,
    files: waiting.files ?? [],
    mentions: [],
    at: Date.parse(waiting.at),
    delivery: waiting.error === null ? "sending" : "failed",
    clientId: waiting.client_id,
    error: waiting.error,
  };
}

/** Only the newest bubble of each state says so; failures always do. */
export function labelled(items: Item[]): Set<string> {
  const shown = new Set<string>();
  const said = new Set<DeliveryState>();
  for (const item of [...items].reverse()) {
    if (item.kind !== "group") continue;
    for (const bubble of [...item.bubbles].reverse()) {
      const state = bubble.delivery;
      if (state === null || (state !== "failed" && said.has(state))) continue;
      if (state === "stored" && (said.has("delivered") || said.has("seen"))) continue;
      if (state === "delivered" && said.has("seen")) continue;
      said.add(state);
      shown.add(bubble.key);
    }
  }
  return shown;
}
