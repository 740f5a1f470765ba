import { locale } from "@shared/i18n/index";
import { mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";
import { ref, shallowRef } from "vue";

import PreChat from "./PreChat.vue";
import type { Session } from "./session";
import { emptyChat, type Chat } from "./state";

function form(hours: Chat["hours"], closed: Record<string, string> = {}) {
  const boot = { inbox: { closed, pre_chat: [] } };
  const session = { boot, chat: shallowRef({ ...emptyChat(), hours }), draft: ref(""), answers: ref({}), panel: { focusAsked: 0 } };
  return mount(PreChat, { props: { session: session as unknown as Session, questions: [] } });
}

beforeEach(() => {
  locale.value = "en";
});

describe("out of hours the form", () => {
  it("says when it opens again", () => {
    const next_open = new Date(Date.now() + 86_400_000).toISOString();
    expect(form({ open: false, next_open }).get(".closed").text()).toMatch(/^Closed\. We open again tomorrow/);
  });

  it("leaves it to the header that it is closed where it never opens", () => {
    expect(form({ open: false, next_open: null }).find(".closed").exists()).toBe(false);
    expect(form({ open: false, next_open: null }, { en: "On holiday" }).get(".closed").text()).toBe("On holiday");
  });

  it("speaks the visitor's language, also where the brand has words in the other one alone", () => {
    const next_open = new Date(Date.now() + 86_400_000).toISOString();
    const said = form({ open: false, next_open }, { vi: "Nghỉ lễ" }).get(".closed").text();
    expect(said).toMatch(/^Closed\. We open again tomorrow/);
    expect(said).not.toContain("Nghỉ");
  });
});
