import type { Message } from "@shared/i18n";
import { expect, it } from "vitest";

import * as articles from "./articles";
import * as bot from "./bot";
import * as customers from "./customers";
import * as desk from "./desk";
import base from "./en";
import * as files from "./files";
import * as forwarded from "./forwarded";
import * as knowledge from "./knowledge";
import * as library from "./library";
import * as mail from "./mail";
import * as mailboxes from "./mailboxes";
import * as mailboxSettings from "./mailboxSettings";
import * as mails from "./mails";
import * as newMail from "./newMail";
import * as operating from "./operating";
import * as queues from "./queues";
import * as routing from "./routing";
import * as routingErrors from "./routing.errors";
import * as search from "./search";
import * as setup from "./setup";
import * as spam from "./spam";
import * as supervise from "./supervise";
import * as transfer from "./transfer";
import * as visits from "./visits";
import * as work from "./work";
import { en, vi } from "./index";

it("no two areas have a text under the same key, where one would silently win", () => {
  const areas = [articles, bot, customers, desk, files, forwarded, knowledge, library, mail, mailboxes, mailboxSettings, mails, newMail, operating, queues, routing, routingErrors, search, setup, spam, supervise, transfer, visits, work];
  const keys = [base, ...areas.map((area) => area.en)].flatMap((texts) => Object.keys(texts));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

// "x.doOne" and "bot.openOf" name the button that shows "x.do", which is what people who speak to their computer say.
it.each([["en", en], ["vi", vi]] as [string, Record<string, Message>][])("the name of a button has the words that it shows: %s", (_, texts) => {
  const plain = (text: Message | undefined) => (typeof text === "string" ? text.toLowerCase() : undefined);
  const others = Object.keys(texts).filter((key) => {
    const shown = plain(texts[key.replace(/(One|Of)$/, "")]);
    return /One$|^bot\.(insert|open)Of$/.test(key) && shown && !plain(texts[key])?.includes(shown);
  });
  expect(others).toEqual([]);
});
