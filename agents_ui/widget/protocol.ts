// What the loader on the shop's page and the app in the iframe say to each other with postMessage.
import type { Locale } from "@shared/i18n/index";
import type { FileRef } from "@shared/uploads";

/** A message the server has not acknowledged yet. */
export interface Unsent {
  client_id: string;
  body: string;
  /** Uploaded before; none where it is text alone. */
  files?: FileRef[];
  /** Epoch milliseconds. */
  at: number;
  /** The conversation it was written into; none for a new one. */
  conversation: string | null;
  /** It begins a conversation of its own, also where another is open. */
  begin?: boolean;
  /** The answers that go with the first message. */
  about?: Record<string, string>;
  /** The button that the text is the label of: of which message, and which one. */
  choice?: { message: string; choice: string };
}

/** What the loader keeps in the shop's own storage, for all its tabs. */
export interface Kept {
  token?: string;
  /** The one the visitor still looks at, also when it has ended. */
  conversation?: string | null;
  /** It goes on, or holds something unread: worth waking up for on the next page. */
  open?: boolean;
  locale?: Locale;
  /** The brand's. */
  colour?: string;
  /** When the shop's customer signed out last, in epoch milliseconds: whatever is from before is gone. */
  out?: number;
  /** No sound at a new message. */
  muted?: boolean;
  /** The bot is to have no face. */
  faceless?: boolean;
  /** Whether staff may see the pages that the visitor looks at; none while undecided. */
  consent?: boolean;
  /** The last such answer that the server has. */
  told?: boolean;
  /** The chat is to ask. */
  ask?: boolean;
  /** By client_id; none where it has been acknowledged. */
  unsent?: Record<string, Unsent | undefined>;
}

/** What it keeps for this tab alone. */
export interface TabKept {
  /** By conversation; that of a new one by the empty name. */
  drafts?: Record<string, string | undefined>;
  /** What was answered before the first message, and not sent yet. */
  answers?: Record<string, string>;
  shown?: boolean;
  /** The last sign-out that this tab knows of. */
  out?: number;
  /** When the app last asked for a fresh page, in epoch milliseconds. */
  reloadedAt?: number;
}

export type ToLoader =
  /** The app listens; the loader answers with `init`. */
  | { type: "ready" }
  /** unsent is merged into what other tabs have kept. */
  | { type: "keep"; kept?: Kept; tab?: TabKept }
  /** mark: what stands before the page's own title; empty for nothing. */
  | { type: "unread"; count: number; mark: string }
  | { type: "close" }
  /** The embed token has expired: a new frame page brings a new one. */
  | { type: "reload" };

export type ToFrame =
  /** wishes: what the page says in the data attributes of the loader's tag. Again, when it has said something new. */
  | { type: "init"; kept: Kept; tab: TabKept; locale: Locale; wishes: { colour?: string; identity?: string } }
  /** focus: the visitor has opened the panel just now; full: it covers the screen. */
  | { type: "shown"; shown: boolean; focus: boolean; full: boolean }
  /** The page has the visitor say this, as soon as it can be said. */
  | { type: "say"; text: string }
  /** Another tab has changed what is kept. */
  | { type: "kept"; kept: Kept };
