// The heart of the widget: (state, event) -> state and the commands that follow from it. Pure; time comes as `now`.
import { applyFrame } from "./apply";
import type { Command, Frame } from "./frames";
import type { Unsent } from "../protocol";
import { leave, type Chat } from "./state";

export type Event =
  /** One text message from the server. */
  | { type: "frames"; frames: Frame[]; now: number }
  | { type: "disconnected" }
  /** What an earlier page could not send. */
  | { type: "restored"; unsent: Unsent[] }
  | { type: "written"; client_id: string; body: string; now: number }
  | { type: "retried"; client_id: string; now: number }
  | { type: "discarded"; client_id: string }
  | { type: "olderWanted" }
  | { type: "restarted" }
  /** Time has passed: a pause or a typing mark may be over. */
  | { type: "waited"; now: number };

export type Step = readonly [Chat, Command[]];

export function reduce(chat: Chat, event: Event): Step {
  switch (event.type) {
    case "frames":
      return receive(chat, event.frames, event.now);
    case "disconnected":
      return [{ ...chat, welcomed: false, inFlight: null, asked: null, ahead: [], typing: null, loadingOlder: false }, []];
    case "restored": {
      const known = new Set(chat.outbox.map((item) => item.client_id));
      const more = event.unsent.filter((item) => !known.has(item.client_id)).map((item) => ({ ...item, failed: null }));
      return [{ ...chat, outbox: [...more, ...chat.outbox].sort((a, b) => a.at - b.at) }, []];
    }
    case "written": {
      const { client_id, body, now } = event;
      const item = { client_id, body, at: now, conversation: chat.conversation?.id ?? null, failed: null };
      return pump({ ...chat, outbox: [...chat.outbox, item] }, now);
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
    case "restarted": {
      if (chat.conversation?.status !== "resolved") return [chat, []];
      const fresh = leave(chat);
      return [{ ...fresh, outbox: fresh.outbox.filter((item) => item.failed === null) }, chat.welcomed ? [{ type: "restart" }] : []];
    }
    case "waited":
      return goOn(chat.typing && chat.typing.until <= event.now ? { ...chat, typing: null } : chat, event.now);
  }
}

function receive(before: Chat, frames: Frame[], now: number): Step {
  return goOn(frames.reduce((chat, frame) => applyFrame(chat, frame, now), before), now);
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
  const { client_id, body } = next;
  const conversation = next.conversation ?? chat.conversation?.id ?? null;
  return [{ ...chat, inFlight: client_id }, [{ type: "send", client_id, body, conversation }]];
}
