// The staff socket's frames and commands, as contact_center/realtime/staff_frames.py has them.

export type AuthorName = "customer" | "agent" | "bot" | "system";
export type PresenceName = "available" | "away" | "offline";
export type Role = "agent" | "supervisor" | "administrator";
export type Status = "open" | "snoozed" | "resolved";

export interface AgentRef {
  id: string;
  name: string;
}

export interface ConversationRow {
  id: string;
  number: number;
  inbox: { id: string; name: string };
  channel: string;
  subject: string | null;
  status: Status;
  owner: "none" | "bot" | "agent";
  agent: AgentRef | null;
  customer: { id: string; name: string; email: string | null; locale: string };
  created_at: string;
  last_message_at: string;
  waiting_since: string | null;
  unread: number;
  preview: string;
  preview_author: AuthorName;
  snoozed_until: string | null;
  version: number;
}

export interface StaffMessage {
  id: string;
  seq: number;
  public_seq: number | null;
  author: AuthorName;
  agent: AgentRef | null;
  audience: "public" | "staff";
  body: string;
  delivery: "stored" | "sending" | "sent" | "failed";
  at: string;
  client_id: string | null;
}

export interface Notice {
  seq: number;
  kind: string;
  at: string;
  by: AgentRef | null;
  agent: AgentRef | null;
  note: string | null;
}

export interface StaffReceipt {
  by: "customer" | "agent";
  delivered: number;
  seen: number;
}

export interface Person {
  agent: AgentRef;
  role: Role;
  presence: PresenceName;
  reason: string | null;
  since: string | null;
  chats: number;
  chat_limit: number;
}

export type StaffFrame =
  | { type: "ready"; me: AgentRef; presence: PresenceName; reason: string | null; server_time: string }
  | {
      type: "snapshot";
      conversation: ConversationRow;
      seq: number;
      messages: StaffMessage[];
      notices: Notice[];
      receipts: StaffReceipt[];
      has_older: boolean;
    }
  | { type: "message"; conversation: string; seq: number; message: StaffMessage }
  | { type: "message_changed"; conversation: string; seq: number; message: StaffMessage }
  | { type: "conversation"; seq: number; conversation: ConversationRow; notice: Notice }
  | { type: "receipt"; conversation: string; seq: number; receipt: StaffReceipt }
  | { type: "typing"; conversation: string; on: boolean; agent: AgentRef | null }
  | { type: "ack"; conversation: string; client_id: string; seq: number; message: StaffMessage }
  | { type: "rows"; rows: ConversationRow[] }
  | { type: "counts"; mine: number; unassigned: number; all: number }
  | { type: "presence"; people: Person[] }
  | { type: "assigned"; conversation: ConversationRow }
  | {
      type: "error";
      code: string;
      detail: string;
      client_id: string | null;
      conversation: string | null;
      retry_after: number | null;
    }
  | { type: "alive"; presence: PresenceName; reason: string | null };

export type FrameOf<Type extends StaffFrame["type"]> = Extract<StaffFrame, { type: Type }>;

export type StaffCommand =
  | { type: "watch"; conversation: string; after: number | null }
  | { type: "unwatch"; conversation: string }
  | { type: "watch_lists"; on: boolean }
  | { type: "send"; conversation: string; client_id: string; body: string; audience: "public" | "staff" }
  | { type: "typing"; conversation: string; on: boolean }
  | { type: "seen"; conversation: string; seq: number }
  | { type: "set_presence"; presence: "available" | "away"; reason: string | null }
  | { type: "heartbeat" };
