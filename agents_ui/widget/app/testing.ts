// Frames and states for the tests.
import type { Command, Conversation, Frame, InLine, Message, Snapshot } from "./frames";
import { reduce, type Event } from "./reduce";
import { emptyChat, type Chat } from "./state";

export const NOW = Date.UTC(2026, 0, 5, 9);
export const LAN = { name: "Lan" };
const nothing = { delivered: 0, seen: 0 };

export function message(seq: number, extra: Partial<Message> = {}): Message {
  const at = new Date(NOW + seq * 1000).toISOString();
  return { id: `m${seq}`, seq, author: "agent", body: `text ${seq}`, at, agent: LAN, client_id: null, files: [], content: null, ...extra };
}

export function own(seq: number, clientId: string): Message {
  return message(seq, { author: "customer", agent: null, client_id: clientId });
}

export function conversation(extra: Partial<Conversation> = {}): Conversation {
  return { id: "c1", status: "open", agent: LAN, waiting: false, may_rate: false, score: null, joined: null, bot: false, ...extra };
}

export function welcome(id: string | null = "c1"): Frame {
  return {
    type: "welcome",
    visitor_token: "t",
    online: true,
    conversation: id,
    server_time: new Date(NOW).toISOString(),
    hours: { open: true, next_open: null },
    identified: false,
    answered: [],
    bot: null,
  };
}

export function snapshot(messages: Message[], seq: number, extra: Partial<Snapshot> = {}): Snapshot {
  return { type: "snapshot", conversation: conversation(), seq, messages, has_older: false, mine: nothing, theirs: nothing, ...extra };
}

export function inLine(extra: Partial<InLine> = {}): InLine {
  return { type: "queue", conversation: "c1", state: "waiting", position: 2, expected_wait: 180, staffed: true, ...extra };
}

export function said(shown: Message, id = "c1"): Frame {
  return { type: "message", conversation: id, seq: shown.seq, message: shown };
}

export function ack(seq: number, clientId: string, id = "c1"): Frame {
  return { type: "ack", conversation: id, client_id: clientId, id: `m${seq}`, seq, at: message(seq).at, files: [] };
}

export function refusal(code: string, clientId: string | null, retryAfter: number | null = null, field: string | null = null): Frame {
  return { type: "error", code, detail: "", client_id: clientId, retry_after: retryAfter, field };
}

export function frames(...all: Frame[]): Event {
  return { type: "frames", frames: all, now: NOW };
}

export function write(clientId: string, now = NOW): Event {
  return { type: "written", client_id: clientId, body: `body of ${clientId}`, now };
}

/** Runs events from a state; returns where they lead and every command on the way. */
export function run(events: Event[], from: Chat = emptyChat()): { chat: Chat; commands: Command[] } {
  return events.reduce(
    ({ chat, commands }, event) => {
      const [next, more] = reduce(chat, event);
      return { chat: next, commands: [...commands, ...more] };
    },
    { chat: from, commands: [] as Command[] },
  );
}
