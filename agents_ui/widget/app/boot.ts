// What the server wrote into the frame page.
import { LOCALES, type Locale } from "@shared/i18n/index";

/** What the inbox's owner wrote; a new inbox has nothing yet. */
export type Texts = Partial<Record<Locale, string>>;

/** One of the questions before the first message; names: of a custom field. */
export interface Question {
  key: string;
  kind: "name" | "email" | "phone" | "text" | "number" | "date" | "boolean" | "choice";
  required: boolean;
  names: Texts;
  choices: string[];
}

export interface Boot {
  embed_token: string;
  inbox: {
    id: string;
    name: string;
    colour: string;
    greeting: Texts;
    title: Texts;
    /** What is said out of hours. */
    closed: Texts;
    pre_chat: Question[];
    files: boolean;
    rating: boolean;
    transcript: boolean;
    /** Staff see what is written before it is sent. */
    typing_preview: boolean;
    /** The question about visits, in the owner's words. */
    consent_text?: Texts;
    privacy_url?: string;
  };
  /** There are articles for everybody to read. */
  help: boolean;
  /** Bytes of the largest file that is taken. */
  max_file_bytes: number;
  /** The origin of the shop's page. */
  site: string;
  languages: Locale[];
}

export function readBoot(): Boot {
  return JSON.parse(document.getElementById("boot")!.textContent!) as Boot;
}

/** What the brand is called for visitors: inbox.name is its name among staff. */
export function brandName({ title, name }: Boot["inbox"], locale: Locale): string {
  return written(title, locale) ?? name;
}

/** In this language, else in the other one; null where neither is written. */
export function written(texts: Texts, locale: Locale): string | null {
  const all = [locale, ...LOCALES].map((language) => texts[language]?.trim());
  return all.find(Boolean) ?? null;
}
