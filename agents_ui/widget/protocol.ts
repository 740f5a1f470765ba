// What the loader on the shop's page and the app in the iframe say to each other with postMessage.
import type { Locale } from "@shared/i18n/index";

/** A message the server has not acknowledged yet. */
export interface Unsent {
  client_id: string;
  body: string;
  /** Epoch milliseconds. */
  at: number;
  /** The conversation it was written into; none for a new one. */
  conversation: string | null;
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
  /** By client_id; none where it has been acknowledged. */
  unsent?: Record<string, Unsent | undefined>;
}

/** What it keeps for this tab alone. */
export interface TabKept {
  draft?: string;
  shown?: boolean;
  /** When the app last asked for a fresh page, in epoch milliseconds. */
  reloadedAt?: number;
}

export type ToLoader =
  /** The app listens; the loader answers with `init`. */
  | { type: "ready" }
  /** unsent is merged into what other tabs have kept. */
  | { type: "keep"; kept?: Kept; tab?: TabKept }
  | { type: "unread"; count: number }
  | { type: "close" }
  /** The embed token has expired: a new frame page brings a new one. */
  | { type: "reload" };

export type ToFrame =
  /** colour: the page's own choice in data-colour. */
  | { type: "init"; kept: Kept; tab: TabKept; locale: Locale; colour?: string }
  /** focus: the visitor has opened the panel just now; full: it covers the screen. */
  | { type: "shown"; shown: boolean; focus: boolean; full: boolean }
  /** Another tab has changed what is kept. */
  | { type: "kept"; kept: Kept };
