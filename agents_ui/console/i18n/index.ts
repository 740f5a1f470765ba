// The console's texts.
import type { ApiError } from "@shared/api";
import { catalogue, type Locale, type Message } from "@shared/i18n";

import * as articles from "./articles";
import * as bot from "./bot";
import * as customers from "./customers";
import * as desk from "./desk";
import baseEn from "./en";
import * as files from "./files";
import * as forwarded from "./forwarded";
import * as knowledge from "./knowledge";
import * as learning from "./learning";
import * as library from "./library";
import * as mail from "./mail";
import * as mailboxes from "./mailboxes";
import * as mailboxSettings from "./mailboxSettings";
import * as mailSignIn from "./mailSignIn";
import * as mails from "./mails";
import * as merging from "./merging";
import * as newMail from "./newMail";
import * as operating from "./operating";
import * as queues from "./queues";
import * as routing from "./routing";
import * as routingErrors from "./routing.errors";
import * as search from "./search";
import * as setup from "./setup";
import * as spam from "./spam";
import * as supervise from "./supervise";
import baseVi from "./vi";
import * as transfer from "./transfer";
import * as visits from "./visits";
import * as work from "./work";

export const en = {
  ...baseEn,
  ...bot.en,
  ...setup.en,
  ...visits.en,
  ...customers.en,
  ...search.en,
  ...desk.en,
  ...files.en,
  ...forwarded.en,
  ...knowledge.en,
  ...articles.en,
  ...learning.en,
  ...library.en,
  ...mail.en,
  ...mailboxes.en,
  ...mailboxSettings.en,
  ...mailSignIn.en,
  ...mails.en,
  ...merging.en,
  ...newMail.en,
  ...operating.en,
  ...queues.en,
  ...routing.en,
  ...routingErrors.en,
  ...spam.en,
  ...supervise.en,
  ...transfer.en,
  ...work.en,
};
export const vi: Record<keyof typeof en, Message> = {
  ...baseVi,
  ...bot.vi,
  ...setup.vi,
  ...visits.vi,
  ...customers.vi,
  ...search.vi,
  ...desk.vi,
  ...files.vi,
  ...forwarded.vi,
  ...knowledge.vi,
  ...articles.vi,
  ...learning.vi,
  ...library.vi,
  ...mail.vi,
  ...mailboxes.vi,
  ...mailboxSettings.vi,
  ...mailSignIn.vi,
  ...mails.vi,
  ...merging.vi,
  ...newMail.vi,
  ...operating.vi,
  ...queues.vi,
  ...routing.vi,
  ...routingErrors.vi,
  ...spam.vi,
  ...supervise.vi,
  ...transfer.vi,
  ...work.vi,
};

export type Key = keyof typeof en;
export const t = catalogue<Key>({ en, vi });

/** Each language in itself. */
export const LANGUAGE_NAMES: Record<Locale, string> = { en: "English", vi: "Tiếng Việt" };

/** A server's error code as a sentence. */
export function describeCode(code: string, count = 1): string {
  const key = `error.${code}`;
  return t(key in en ? (key as Key) : "error.other", { count });
}

export function describe(error: ApiError): string {
  const said = describeCode(error.code, error.retryAfter ?? 1);
  return error.words ? `${said} ${t("mail.words", { words: error.words })}` : said;
}
