import { locale } from "@shared/i18n/index";
import { mount } from "@vue/test-utils";
import { afterEach, describe, expect, it } from "vitest";
import { reactive, shallowRef } from "vue";

import type { Texts } from "./boot";
import PanelHeader from "./PanelHeader.vue";
import type { Session } from "./session";
import { emptyChat } from "./state";

function show(title: Texts, greeting: Texts = {}) {
  const session = {
    chat: shallowRef(emptyChat()),
    boot: { inbox: { id: "i", name: "Shop", colour: "", title, greeting }, languages: ["en", "vi"] },
    refused: shallowRef(false),
    panel: reactive({ full: false }),
  } as unknown as Session;
  const global = { stubs: { HeaderMenu: true } };
  return mount(PanelHeader, { props: { session, large: true }, global });
}

afterEach(() => {
  locale.value = "en";
});

describe("the panel's heading", () => {
  it("is the inbox's title in the visitor's language", () => {
    locale.value = "vi";
    expect(show({ en: "Help", vi: "Hỗ trợ" }).get("h1").text()).toBe("Hỗ trợ");
  });

  it("is the other language's title where this one is missing or blank", () => {
    expect(show({ vi: "Hỗ trợ" }).get("h1").text()).toBe("Hỗ trợ");
    expect(show({ en: " ", vi: "Hỗ trợ" }).get("h1").text()).toBe("Hỗ trợ");
  });

  it("is the inbox's name where no title is written", () => {
    expect(show({ en: "", vi: "" }).get("h1").text()).toBe("Shop");
    expect(show({}).get("h1").text()).toBe("Shop");
  });
});

describe("the greeting", () => {
  it("falls back to the other language, and leaves no empty line", () => {
    expect(show({}, { vi: "Xin chào" }).get(".greeting").text()).toBe("Xin chào");
    expect(show({}, { en: "" }).find(".greeting").exists()).toBe(false);
  });
});
