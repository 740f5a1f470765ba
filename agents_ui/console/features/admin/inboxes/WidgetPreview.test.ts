import { locale } from "@shared/i18n";
import { mount } from "@vue/test-utils";
import { expect, it } from "vitest";

import type { InboxDraft } from "./draft";
import WidgetPreview from "./WidgetPreview.vue";

function shown(bot: object): string {
  locale.value = "en";
  const settings = { colour: "#112233", title: {}, greeting: {}, closed: {}, bot: { enabled: true, avatar: true, name: {}, ...bot } };
  const draft = { name: "Shop", settings } as unknown as InboxDraft;
  return mount(WidgetPreview, { props: { draft, open: true, language: "en" }, attachTo: document.body }).text();
}

it("shows the bot as visitors see it, where it answers first", () => {
  expect(shown({})).toContain("AssistantAnswers automaticallyTalk to a person");
  expect(shown({ name: { en: "Robbie" } })).toContain("Robbie");
  expect(shown({ enabled: false })).not.toContain("Answers automatically");
});
