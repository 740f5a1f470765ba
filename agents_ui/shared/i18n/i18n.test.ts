import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { en as consoleEn, vi as consoleVi } from "../../console/i18n";
import * as bot from "../../widget/app/bot/texts";
import * as help from "../../widget/app/help/texts";
import * as more from "../../widget/app/moreTexts";
import { texts as widget } from "../../widget/app/texts";
import { TEXTS as loader } from "../../widget/loader/texts";
import { QUESTION as tracker } from "../../widget/tracker/texts";
import * as files from "../files/texts";
import { SHORT } from "../format";
import * as emoji from "../ui/emoji/texts";
import * as common from "./common";
import { catalogue, locale, preferredLocale, render, type Message } from "./index";

type Texts = Record<string, Message>;

const CATALOGUES: [file: string, en: Texts, vi: Texts][] = [
  ["console/i18n/index.ts", consoleEn, consoleVi],
  ["shared/i18n/common.ts", common.en, common.vi],
  ["shared/format.ts", SHORT.en, SHORT.vi],
  ["shared/ui/emoji/texts.ts", emoji.en, emoji.vi],
  ["shared/files/texts.ts", files.en, files.vi],
  ["widget/app/texts.ts", widget.en, widget.vi],
  ["widget/app/bot/texts.ts", bot.en, bot.vi],
  ["widget/app/help/texts.ts", help.en, help.vi],
  ["widget/app/moreTexts.ts", more.en, more.vi],
  ["widget/loader/texts.ts", { ...loader.en }, { ...loader.vi }],
  ["widget/tracker/texts.ts", tracker.en, tracker.vi],
];

/** What is written alike in both: names, and words that Vietnamese has taken over. */
const ALIKE = ["Contact Center", "E-mail", "Bot", "shop.vn", "Cc", "Bcc", "TLS", "STARTTLS"];
const WORD = /\p{L}{2,}/u;

const forms = (message: Message): string[] => (typeof message === "string" ? [message] : Object.values(message));
const names = (message: Message): string[] =>
  [...new Set(forms(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)))].sort();

describe.each(CATALOGUES)("the catalogue in %s", (_, en, vi) => {
  it("has the same keys in both languages", () => {
    expect(Object.keys(vi).sort()).toEqual(Object.keys(en).sort());
  });

  it("has no empty text", () => {
    for (const texts of [en, vi]) {
      for (const [key, message] of Object.entries(texts)) {
        for (const text of forms(message)) expect(text.trim(), key).not.toBe("");
      }
    }
  });

  it("uses the same values in both languages", () => {
    for (const key of Object.keys(en)) expect(names(vi[key]!), key).toEqual(names(en[key]!));
  });

  it("has nothing left in English in Vietnamese", () => {
    const said = (key: string) => forms(vi[key]!).map((text) => text.replace(/\{\w+\}/g, ""));
    const same = Object.keys(en).filter((key) => said(key).some((text) => WORD.test(text)) && forms(en[key]!).includes(forms(vi[key]!)[0]!));
    expect(same.filter((key) => !ALIKE.includes(forms(en[key]!)[0]!))).toEqual([]);
  });
});

it("no catalogue is left out here", () => {
  const root = join(__dirname, "../..");
  const found = ["console", "shared", "widget"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => join(folder, name))
      .filter((name) => /= catalogue(<\w+>)?\(|: Record<Locale, (Texts|Record<.*)> = \{$/m.test(readFileSync(join(root, name), "utf8"))),
  );
  expect(found.sort()).toEqual(CATALOGUES.map(([file]) => file).sort());
});

describe("messages", () => {
  const message = { one: "{count} day", other: "{count} days" };

  it("choose the plural form of their language", () => {
    expect(render(message, "en", { count: 1 })).toBe("1 day");
    expect(render(message, "en", { count: 1200 })).toBe("1,200 days");
    expect(render({ other: "{count} ngày" }, "vi", { count: 1200 })).toBe("1.200 ngày");
  });

  it("leave an unknown value as it is, so that it is noticed", () => {
    expect(render("Hello {name}", "en")).toBe("Hello {name}");
  });

  it("follow the language at run time", () => {
    const t = catalogue<"hello">({ en: { hello: "Hello" }, vi: { hello: "Xin chào" } });
    locale.value = "vi";
    expect(t("hello")).toBe("Xin chào");
    locale.value = "en";
    expect(t("hello")).toBe("Hello");
  });

  it("begin in the browser's language where we speak it", () => {
    expect(preferredLocale(["vi-VN", "en"])).toBe("vi");
    expect(preferredLocale(["fr", "vi"])).toBe("vi");
    expect(preferredLocale(["fr"])).toBe("en");
  });
});
