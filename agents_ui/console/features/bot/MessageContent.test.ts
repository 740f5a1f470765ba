import { locale } from "@shared/i18n";
import { mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";

import MessageContent from "./MessageContent.vue";

const choices = [{ id: "yes", label: "Yes" }, { id: "no", label: "No" }];

describe("what a message of the bot showed", () => {
  beforeEach(() => (locale.value = "en"));

  it("is the article by its title, and what was chosen of what it asked", () => {
    const content = { kind: "article", article: "a1", locale: "en", title: "Returns", path: "/help/en/returns", choices } as const;
    const card = mount(MessageContent, { props: { content: { ...content, choices: [...choices] }, chosen: "no" } });
    expect(card.get("a").attributes("href")).toBe("/help/en/returns");
    expect(card.findAll("li").map((one) => one.text())).toEqual(["Yes", "No (chosen)"]);
    expect(card.findAll(".chosen")).toHaveLength(1);
  });

  it("is how far a guided flow had come, and what was wrong before", () => {
    const content = { kind: "step", flow: "return", title: "Start a return", step: 2, steps: 4, input: null, error: "No such order", choices: [] } as const;
    const card = mount(MessageContent, { props: { content: { ...content, choices: [] } } });
    expect(card.text()).toContain("Start a return · Step 2 of 4");
    expect(card.text()).toContain("No such order");
    expect(card.get("progress").attributes()).toMatchObject({ value: "2", max: "4" });
  });

  it("is nothing but a sign for what a customer chose", () => {
    const card = mount(MessageContent, { props: { content: { kind: "chosen", message: "m", choice: "no" } } });
    expect(card.text()).toBe("Chosen from what the bot offered");
  });
});
