import { describe, expect, it } from "vitest";

import consoleEn from "../../console/i18n/en";
import consoleVi from "../../console/i18n/vi";
import * as common from "./common";
import { catalogue, locale, preferredLocale, render, type Message } from "./index";

const CATALOGUES: [string, Record<string, Message>, Record<string, Message>][] = [
  ["console", consoleEn, consoleVi],
  ["common", common.en, common.vi],
];

const forms = (message: Message): string[] => (typeof message === "string" ? [message] : Object.values(message));
const names = (message: Message): string[] =>
  [...new Set(forms(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)))].sort();

describe.each(CATALOGUES)("the catalogue of the %s", (_, en, vi) => {
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
