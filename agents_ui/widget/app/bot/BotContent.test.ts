import { locale } from "@shared/i18n/index";
import { mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { reactive } from "vue";

import type { Content, FlowStep } from "../frames";
import type { Session } from "../session";
import { NOW } from "../testing";
import BotContent from "./BotContent.vue";

const answer = vi.fn();
const panel = reactive({ focusAsked: 0 });
const session = { answer, panel } as unknown as Session;

function shown(content: Content, live = true) {
  const bubble = { key: "m7", body: "text", files: [], content, at: NOW, state: "stored", failed: null, clientId: null, mark: null } as const;
  return mount(BotContent, { props: { bubble, live, session }, slots: { default: "the text" }, attachTo: document.body });
}

const step = (extra: Partial<FlowStep> = {}): FlowStep => ({
  kind: "step",
  flow: "return",
  title: "Return something",
  step: 2,
  steps: 4,
  choices: [
    { id: "broken", label: "It is broken" },
    { id: "flow:back", label: "Back" },
  ],
  input: null,
  error: null,
  ...extra,
});
const email = { type: "email", label: "Your e-mail", placeholder: "name@example.com", longest: 254 } as const;

beforeEach(() => {
  locale.value = "en";
  answer.mockReset();
  document.body.innerHTML = "";
});

describe("an article", () => {
  const article: Content = { kind: "article", article: "a1", locale: "vi", title: "Đổi trả", path: "/help/vi/doi-tra", choices: [{ id: "yes", label: "Yes" }] };

  it("is read here, or on its page apart from the chat", async () => {
    const card = shown(article);
    expect(card.get("h3").text()).toBe("Đổi trả");
    expect(card.get("h3").attributes("lang")).toBe("vi");
    expect(card.get("a").attributes()).toMatchObject({ href: "/help/vi/doi-tra", target: "_blank", rel: "noopener" });
    await card.get(".ways button").trigger("click");
    expect(card.emitted("read")).toHaveLength(1);
  });
});

describe("choices", () => {
  const asks: Content = { kind: "question", choices: [{ id: "a:1", label: "Returns" }, { id: "a:2", label: "Refunds" }] };

  it("say their label, and which they are", async () => {
    const buttons = shown(asks).findAll("[role=group] button");
    expect(buttons.map((button) => button.text())).toEqual(["Returns", "Refunds"]);
    await buttons[1]!.trigger("click");
    expect(answer.mock.calls).toEqual([["Refunds", { message: "m7", choice: "a:2" }]]);
  });

  it("leave the focus in the field where they were pressed by a key", async () => {
    const button = shown(asks).get("[role=group] button");
    const before = panel.focusAsked;
    await button.trigger("click", { detail: 1 });
    expect(panel.focusAsked).toBe(before);
    await button.trigger("click", { detail: 0 });
    expect(panel.focusAsked).toBe(before + 1);
  });

  it("are there as long as they may be taken", () => {
    expect(shown(asks, false).find("button").exists()).toBe(false);
  });
});

describe("a step", () => {
  it("says how far one is, with the ways out apart", () => {
    const shownStep = shown(step());
    expect(shownStep.text()).toContain("Return something");
    expect(shownStep.text()).toContain("Step 2 of 4");
    expect(shownStep.findAll("[role=group] p").map((row) => row.text())).toEqual(["It is broken", "Back"]);
    expect(shown(step(), false).text()).toContain("Step 2 of 4");
  });

  it("has the field that fits what is asked", () => {
    const kinds = ["text", "email", "phone", "number", "date", "code"] as const;
    const fields = kinds.map((type) => shown(step({ input: { ...email, type } })).get("input").attributes());
    expect(fields.map(({ type }) => type)).toEqual(["text", "email", "tel", "text", "date", "text"]);
    expect(fields.map(({ inputmode }) => inputmode)).toEqual([undefined, undefined, undefined, "numeric", undefined, "numeric"]);
    expect(fields.map(({ autocomplete }) => autocomplete)).toEqual(["off", "email", "tel", "off", "off", "one-time-code"]);
    expect(fields[1]).toMatchObject({ placeholder: "name@example.com", maxlength: "254" });
  });

  it("says what is wrong with an answer before it is sent, and what the server found wrong with the last one", async () => {
    const asked = shown(step({ input: email, error: "There is no such order." }));
    const field = asked.get("input");
    expect(asked.get("[role=alert]").text()).toBe("There is no such order.");
    expect(field.attributes("aria-invalid")).toBe("true");
    await field.setValue("lan@shop");
    await asked.get("form").trigger("submit");
    expect(asked.get("[role=alert]").text()).toContain("does not look like an e-mail address");
    expect(answer).not.toHaveBeenCalled();
    await field.setValue(" lan@shop.example ");
    await asked.get("form").trigger("submit");
    expect(answer).toHaveBeenCalledWith("lan@shop.example");
  });
});

it("says when a person takes over", () => {
  expect(shown({ kind: "handed_over", choices: [] }).text()).toContain("A person takes over from here");
});
