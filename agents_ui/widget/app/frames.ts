// The visitor's wire contract; contact_center/realtime/visitor_frames.py says what each field means.

export interface Agent {
  name: string;
}

export interface Message {
  id: string;
  seq: number;
  author: "customer" | "agent" | "bot" | "system";
  body: string;
  at: string;
  agent: Agent | null;
  client_id: string | null;
}

export interface Receipt {
  delivered: number;
  seen: number;
}

export interface Conversation {
  id: string;
  status: "open" | "resolved";
  agent: Agent | null;
  waiting: boolean;
}

export type Welcome = {
  type: "welcome";
  visitor_token: string;
  online: boolean;
  conversation: string | null;
  server_time: string;
};

export type Snapshot = {
  type: "snapshot";
  conversation: Conversation;
  seq: number;
  messages: Message[];
  has_older: boolean;
  mine: Receipt;
  theirs: Receipt;
};

/** The frames that public_seq counts: applied in order and without a gap. */
export type NumberedFrame =
  | { type: "message"; conversation: string; seq: number; message: Message }
  | { type: "message_changed"; conversation: string; seq: number; message: Message }
  | { type: "conversation"; seq: number; conversation: Conversation }
  | { type: "receipt"; conversation: string; seq: number; by: "customer" | "agent"; receipt: Receipt }
  | { type: "ack"; conversation: string; client_id: string; id: string; seq: number; at: string };

export type Typing = { type: "typing"; conversation: string; on: boolean; agent: Agent };
export type Older = { type: "older"; conversation: string; messages: Message[]; has_older: boolean };
export type Refusal = {
  type: "error";
  code: string;
  detail: string;
  client_id: string | null;
  retry_after: number | null;
};

export type Frame =
  | Welcome
  | Snapshot
  | NumberedFrame
  | Typing
  | Older
  | { type: "online"; online: boolean }
  | Refusal
  | { type: "pong" };

export type Command =
  | {
      type: "hello";
      embed_token: string;
      visitor_token: string | null;
      conversation: string | null;
      after: number | null;
      locale: string;
    }
  | { type: "resume"; after: number }
  | { type: "send"; client_id: string; body: string; conversation: string | null }
  | { type: "typing"; on: boolean }
  | { type: "receipt"; delivered: number; seen: number }
  | { type: "older"; before: number }
  | { type: "end" }
  | { type: "restart" }
  | { type: "ping" };

/** Which conversation a numbered frame is about. */
export function conversationOf(frame: NumberedFrame): string {
  return typeof frame.conversation === "string" ? frame.conversation : frame.conversation.id;
}
