// What of an inbox is edited, and what can be said of it before the server is asked. Pure.
import type { InboxSettings, InboxView } from "@shared/wire";

import type { Key } from "../../../i18n";
import { isWithin } from "../editing/numbers";
import { siteOf } from "./site";

type Settings = Required<InboxSettings> & { bot: Required<NonNullable<InboxSettings["bot"]>> };

export interface InboxDraft {
  name: string;
  allowed_sites: string[];
  settings: Settings;
  calendar: string | null;
  disabled: boolean;
}

export type TextName = "title" | "greeting" | "closed" | "consent_text";
export const MAX_TEXT = 500;

/** The server sends every setting. */
export function pick({ name, allowed_sites, settings, calendar, disabled }: InboxView): InboxDraft {
  return { name, allowed_sites, settings: settings as Settings, calendar, disabled };
}

export type Faults = Partial<Record<string, Key>>;

/** What is wrong, by its place as the server names places; the server's own checks come on saving. */
export function faultsOf(draft: InboxDraft): Faults {
  const faults: Faults = {};
  if (draft.name.trim() === "") faults.name = "error.name_missing";
  if (!isColour(draft.settings.colour)) faults["settings.colour"] = "inboxes.colourFault";
  if (!isPage(draft.settings.privacy_url)) faults["settings.privacy_url"] = "error.address_unfit";
  draft.allowed_sites.forEach((site, index) => {
    if (siteOf(site) === null) faults[`allowed_sites.${index}`] = "error.site_unfit";
  });
  const { bot } = draft.settings;
  if (bot.clarify_at > bot.answer_at) faults["settings.bot.clarify_at"] = "error.thresholds_crossed";
  const minutes = draft.settings.inactivity_minutes;
  if (!isWithin(minutes, 0, 43_200)) faults["settings.inactivity_minutes"] = "inboxes.minutesFault";
  return faults;
}

/** How the field at a place is called on the page. */
export const PLACES: Partial<Record<string, Key>> = {
  name: "inboxes.name",
  allowed_sites: "inboxes.sites",
  calendar: "behaviour.calendar",
  disabled: "inboxes.disable",
  "settings.colour": "look.colour",
  "settings.title": "look.heading",
  "settings.greeting": "look.greeting",
  "settings.closed": "behaviour.closed",
  "settings.pre_chat": "preChat.title",
  "settings.files": "behaviour.files",
  "settings.rating": "behaviour.rating",
  "settings.transcript": "behaviour.transcript",
  "settings.typing_preview": "behaviour.typingPreview",
  "settings.inactivity_minutes": "behaviour.inactivity",
  "settings.consent": "consent.when",
  "settings.consent_text": "consent.question",
  "settings.privacy_url": "consent.privacy",
  "settings.bot": "inboxPart.bot",
};

/** Words without the lines that are empty. */
export function withoutGaps(words: Partial<Record<string, string[]>>): Record<string, string[]> {
  const kept = Object.entries(words).map(([language, lines]) => [language, (lines ?? []).map((line) => line.trim()).filter(Boolean)] as const);
  return Object.fromEntries(kept.filter(([, lines]) => lines.length > 0));
}

export function isColour(text: string): boolean {
  return /^#[\da-f]{6}$/i.test(text);
}

function isPage(text: string): boolean {
  const url = text === "" ? null : parsed(text);
  return text === "" || (url !== null && url.username === "");
}

function parsed(text: string): URL | null {
  if (!/^https?:\/\/[^\s/]/i.test(text.trim()) || /\s/.test(text.trim())) return null;
  try {
    return new URL(text.trim());
  } catch {
    return null;
  }
}
