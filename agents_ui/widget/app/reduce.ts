// The heart of the widget: (state, event) -> state and the commands that follow from it. Pure; time comes as `now`.
import type { FileRef } from "@shared/uploads";

import { applyFrame } from "./apply";
import type { Command, Frame } from "./frames";
import type { Unsent } from "../protocol";
import { emptyChat, leave, turnAway, type Chat, type Outgoing } from "./state";

export type Event =
  /** One text message from the server. */
  | { type: "frames"; frames: Frame[]; now: number }
  | { type: "disconnected" }
  /** The shop's customer has signed out, or is another one by now: nothing of before may be seen or sent. */
  | { type: "wiped" }
  /** What an earlier page could not send. */
  | { type: "restored"; unsent: Unsent[] }
  /** about: the answers of the form before the first message. */
  | { type: "written"; client_id: string; body: string; now: number; about?: Record<string, string>; files?: FileRef[]; choice?: Unsent["choice"] }
  | { type: "retried"; client_id: string; now: number }
  | { type: "discarded"; client_id: string }
  | { type: "olderWanted" }
  /** The visitor wants a conversation of its own, whatever goes on. */
  | { type: "began" }
  /** Another tab has left the ended conversation behind. */
  | { type: "followed" }
  /** The visitor's conversations: the first page anew, or one more. */
  | { type: "listWanted"; more: boolean }
  /** The visitor turns to another of them. */
  | { type: "chosen"; conversation: string }
  | { type: "rated"; score: number; comment: string | null }
  | { type: "mailWanted"; email: string; zone: string }
  | { type: "wishSeen" }
  /** Time has passed: a pause or a typing mark may be over. */
  | { type: "waited"; now: number };

export type Step = readonly [Chat, Command[]];

export function reduce(chat: Chat, event: Event): Step {
  switch (event.type) {
    case "frames":
      return receive(chat, event.frames, event.now);
    case "wiped":
      return [emptyChat(), []];
    case "disconnected":
      return [cutOff(chat), []];
    case "restored":
      return [restore(chat, event.unsent), []];
    case "written": {
      const { client_id, body, now, about } = event;
      const item: Outgoing = { client_id, body, at: now, conversation: chat.conversation?.id ?? null, failed: null };
      if (chat.beginning) item.begin = true;
      if (about) item.about = about;
      if (event.choice) item.choice = event.choice;
      const files = event.files ?? chat.sentBack?.files;
      if (files?.length) item.files = files;
      return pump({ ...chat, outbox: [...chat.outbox, item], sentBack: null }, now);
    }
    case "retried": {
      // It goes to the end: what was written after it may be stored already.
      const again = chat.outbox.filter((item) => item.client_id === event.client_id);
      const others = chat.outbox.filter((item) => item.client_id !== event.client_id);
      return pump({ ...chat, outbox: [...others, ...again.map((item) => ({ ...item, failed: null }))] }, event.now);
    }
    case "discarded":
      return [{ ...chat, outbox: chat.outbox.filter((item) => item.failed === null || item.client_id !== event.client_id) }, []];
    case "olderWanted": {
      const oldest = chat.messages[0];
      if (!chat.welcomed || !chat.hasOlder || chat.loadingOlder || !oldest) return [chat, []];
      return [{ ...chat, loadingOlder: true }, [{ type: "older", before: oldest.seq }]];
    }
    case "listWanted": {
      if (!chat.welcomed || chat.listing || (event.more && !chat.ownNext)) return [chat, []];
      return [{ ...chat, listing: event.more ? "more" : "first" }, [{ type: "list", before: event.more ? chat.ownNext : null }]];
    }
    case "waited":
      return goOn(chat.typing && chat.typing.until <= event.now ? { ...chat, typing: null } : chat, event.now);
    default:
      return turn(chat, event);
  }
}

type Turn = Extract<Event, { type: "began" | "followed" | "chosen" | "rated" | "mailWanted" | "wishSeen" }>;

/** What the visitor does beside talking. */
function turn(chat: Chat, event: Turn): Step {
  const id = chat.conversation?.id;
  switch (event.type) {
    case "began": {
      const fresh = chat.conversation?.status === "open" ? turnAway(chat) : dropFailed(leave(chat));
      return [{ ...fresh, beginning: true, wanted: null, sentBack: null }, chat.welcomed ? [{ type: "restart" }] : []];
    }
    case "followed":
      if (chat.conversation?.status !== "resolved") return [chat, []];
      return [dropFailed(leave(chat)), chat.welcomed ? [{ type: "restart" }] : []];
    case "chosen": {
      if (event.conversation === id) return [chat, []];
      const away = { ...turnAway(chat), beginning: false, sentBack: null, wanted: event.conversation };
      return [away, chat.welcomed ? [{ type: "show", conversation: event.conversation }] : []];
    }
    case "rated":
      if (!id || !chat.welcomed) return [{ ...chat, wish: { kind: "rating", state: "refused", code: "offline" } }, []];
      return [asking(chat, "rating"), [{ type: "rate", conversation: id, score: event.score, comment: event.comment }]];
    case "mailWanted":
      if (!id || !chat.welcomed) return [{ ...chat, wish: { kind: "mail", state: "refused", code: "offline" } }, []];
      return [asking(chat, "mail"), [{ type: "mail_transcript", conversation: id, email: event.email, zone: event.zone }]];
    case "wishSeen":
      return [{ ...chat, wish: null }, []];
  }
}

function asking(chat: Chat, kind: "rating" | "mail"): Chat {
  return { ...chat, wish: { kind, state: "asked", code: null } };
}

function dropFailed(chat: Chat): Chat {
  return { ...chat, outbox: chat.outbox.filter((item) => item.failed === null) };
}

function cutOff(chat: Chat): Chat {
  const wish: Chat["wish"] = chat.wish?.state === "asked" ? { ...chat.wish, state: "refused", code: "offline" } : chat.wish;
  const open = { welcomed: false, inFlight: null, asked: null, ahead: [], inLine: null, typing: null, loadingOlder: false, listing: null };
  return { ...chat, ...open, wish };
}

function restore(chat: Chat, unsent: Unsent[]): Chat {
  const known = new Set(chat.outbox.map((item) => item.client_id));
  const more = unsent.filter((item) => !known.has(item.client_id)).map((item) => ({ ...item, failed: null }));
  const beginning = chat.beginning || more.some((item) => item.begin);
  return { ...chat, beginning, outbox: [...more, ...chat.outbox].sort((a, b) => a.at - b.at) };
}

function receive(before: Chat, frames: Frame[], now: number): Step {
  const [chat, sends] = goOn(frames.reduce((chat, frame) => applyFrame(chat, frame, now), before), now);
  if (!frames.some((frame) => frame.type === "welcome")) return [chat, sends];
  // The server shows what it thinks best at hello; the visitor's own choice goes before it.
  const choice: Command[] = chat.wanted ? [{ type: "show", conversation: chat.wanted }] : chat.beginning ? [{ type: "restart" }] : [];
  return [chat, [...choice, ...sends]];
}

/** Asks for what is missing, then sends what waits. Once a hole is known, one question where it begins is enough. */
function goOn(chat: Chat, now: number): Step {
  const asks = chat.welcomed && chat.ahead.length > 0 && chat.asked !== chat.seq && now >= chat.pausedUntil;
  const [next, sends] = pump(asks ? { ...chat, asked: chat.seq } : chat, now);
  return [next, asks ? [{ type: "resume", after: chat.seq }, ...sends] : sends];
}

/** Puts the oldest unsent message on the line when the line is free. */
function pump(chat: Chat, now: number): Step {
  const busy = chat.outbox.some((item) => item.client_id === chat.inFlight);
  const next = chat.outbox.find((item) => item.failed === null);
  if (busy || !next) return [busy ? chat : { ...chat, inFlight: null }, []];
  if (!chat.welcomed || now < chat.pausedUntil) return [{ ...chat, inFlight: null }, []];
  return [{ ...chat, inFlight: next.client_id }, [sending(chat, next)]];
}

/** Whether an item begins a conversation is known only now: the first of several may have begun it already. */
function sending(chat: Chat, { client_id, body, conversation, begin, about, files, choice }: Outgoing): Command {
  const into = conversation ?? (begin ? null : (chat.conversation?.id ?? null));
  const first = into === null ? { ...(begin && { begin }), ...(about && { about }) } : {};
  const sent = files ? { files: files.map((file) => file.id) } : {};
  return { type: "send", client_id, body, conversation: into, ...sent, ...first, ...(choice && { choice: { kind: "chosen", ...choice } }) };
}
