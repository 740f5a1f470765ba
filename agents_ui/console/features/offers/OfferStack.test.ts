import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { perform } from "../shortcuts/shortcuts";
import * as alerts from "../live/alerts";
import { frame, offer } from "./fixtures";
import { useOffers } from "./offers";
import OfferStack from "./OfferStack.vue";

const show = () => mount(OfferStack, { attachTo: document.body, global: { stubs: { RouterLink: { template: "<a><slot /></a>" } } } });

describe("the stack of offers", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    vi.spyOn(alerts, "tell").mockReturnValue(undefined);
    vi.spyOn(api, "send").mockReset().mockImplementation(async () => null);
  });
  afterEach(() => (document.body.innerHTML = ""));

  it("has a card for each, with customer, queue, words, page and seconds", () => {
    const page = { url: "https://shop.vn/kettles", title: "Kettles" };
    useOffers().receive(frame([offer("a", { page }), offer("b", { customer: "An" })]));
    const cards = show().findAll("article");
    expect(cards.map((card) => card.get("h2").text())).toEqual(["Mai", "An"]);
    for (const part of ["Sales", "Where is my order?", "On the page Kettles", "20 s"]) expect(cards[0]!.text()).toContain(part);
    expect(cards[1]!.text()).not.toContain("On the page");
  });

  it("says which colleague gives it, and with what words", () => {
    useOffers().receive(frame([offer("a", { given_by: "Lan", note: "Wants the blue bowl" })]));
    for (const part of ["From Lan", "Wants the blue bowl"]) expect(show().get("article").text()).toContain(part);
    expect(vi.mocked(alerts.tell).mock.calls[0]![0].title).toBe("Lan wants to give you Mai: will you take over?");
  });

  it("is gone where nothing is offered", () => {
    expect(show().find("section").exists()).toBe(false);
  });

  it("is reached by a key; Shift+Esc there asks why one declines", async () => {
    useOffers().receive(frame([offer("a")]));
    const stack = show();
    perform("offer");
    expect(document.activeElement?.textContent).toContain("Accept");
    await stack.get("article").trigger("keydown", { key: "Escape", shiftKey: true });
    await flushPromises();
    const choices = [...document.querySelectorAll<HTMLElement>("[role=menuitem]")];
    expect(choices.map((one) => one.textContent)).toEqual([
      "I am busy with another customer",
      "A colleague knows this better",
      "I am about to leave",
      "Another reason",
    ]);
    choices[1]!.click();
    await flushPromises();
    expect(api.send).toHaveBeenCalledWith("POST", "/offers/a/decline", { reason: "not_mine" });
  });
});
