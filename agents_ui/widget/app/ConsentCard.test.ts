import { mount } from "@vue/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Boot } from "./boot";
import { answerConsent, consent, followConsent } from "./consent";
import ConsentCard from "./ConsentCard.vue";

const SITE = "https://shop.example";
const inbox: Boot["inbox"] = { id: "i", name: "Shop", colour: "#000000", greeting: {}, title: {} } as Boot["inbox"];

describe("the question in the chat", () => {
  let said: unknown[];

  beforeEach(() => {
    said = [];
    vi.spyOn(window.parent, "postMessage").mockImplementation(((message: unknown) => said.push(message)) as typeof window.postMessage);
    followConsent({ inbox, site: SITE } as Boot);
  });
  afterEach(() => Object.assign(consent, { asked: false, given: false }));

  const hear = (kept: object, origin = SITE) =>
    window.dispatchEvent(new MessageEvent("message", { data: { type: "kept", kept }, origin, source: window.parent }));

  it("is asked while the tracker waits for an answer, whoever else may say so", () => {
    hear({ ask: true }, "https://evil.example");
    expect(consent.asked).toBe(false);
    hear({ ask: true });
    expect(consent.asked).toBe(true);
    hear({ ask: true, consent: false });
    expect(consent).toEqual({ asked: false, given: false });
    hear({ consent: true });
    expect(consent.given).toBe(true);
  });

  it("tells the loader what was answered", async () => {
    const card = mount(ConsentCard, { props: { inbox } });
    await card.findAll("button")[1]!.trigger("click");
    expect(consent.given).toBe(true);
    answerConsent(false);
    expect(said).toEqual([true, false].map((given) => ({ type: "keep", kept: { consent: given, ask: undefined } })));
  });

  it("says what the inbox's owner wrote, as text, and links to pages alone", () => {
    const text = { en: "<b>May we?</b>" };
    const show = (privacy_url: string) => mount(ConsentCard, { props: { inbox: { ...inbox, consent_text: text, privacy_url } } });
    expect(show(`${SITE}/privacy`).find("a").attributes("href")).toBe(`${SITE}/privacy`);
    expect(show("javascript:alert(1)").find("a").exists()).toBe(false);
    expect(show("").text()).toContain("<b>May we?</b>");
  });
});
