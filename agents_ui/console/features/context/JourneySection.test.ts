import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { row } from "../conversation/fixtures";
import { useConversations } from "../conversations/conversations";
import { isPage, shortAddress, useJourneys, type Journey, type SeenPage } from "./journey";
import JourneySection from "./JourneySection.vue";

const NOW = Date.now();
const page = (part: Partial<SeenPage> = {}): SeenPage => ({
  url: "https://shop.example/bowl?q=pho",
  title: "A bowl",
  referrer: null,
  search: null,
  at: new Date(NOW - 120_000).toISOString(),
  seconds: 75,
  ...part,
});
const journey = (part: Partial<Journey> = {}): Journey => ({
  consented: true,
  asked: true,
  here: true,
  pages: [page()],
  started_at: new Date(NOW - 300_000).toISOString(),
  visits: 3,
  referrer: "https://search.example/find",
  campaign: { source: "news", click: "Google Ads" },
  device: "phone Android Chrome",
  cart: [],
  facts: {},
  ...part,
});

describe("the journey beside a conversation", () => {
  let found: Journey | Error;
  let trail: SeenPage[];

  beforeEach(() => {
    setActivePinia(createPinia());
    found = journey();
    trail = [];
    vi.spyOn(api, "get").mockImplementation(async (path: string) => {
      if (path.endsWith("/trail")) return { pages: trail, taken_at: null };
      if (found instanceof Error) throw found;
      return found as never;
    });
  });
  async function show() {
    const section = mount(JourneySection, { props: { conversation: "c" } });
    await flushPromises();
    return section;
  }

  it("shows the page now, where the customer came from, and on what", async () => {
    found = journey({ pages: [page({ search: "phở" }), page({ title: "Home", url: "https://shop.example/" })] });
    const text = (await show()).text();
    for (const part of ["Live", "A bowl", "/bowl?q=pho", "phở", "Looking at it now", "1m on the page", "search.example/find", "news · Google Ads", "Phone · Android · Chrome"]) {
      expect(text).toContain(part);
    }
  });

  it("follows what the socket tells, and forgets the trail when consent is withdrawn", async () => {
    trail = [page({ title: "Led here" })];
    const section = await show();
    expect(section.text()).toContain("1 page led to this conversation");
    useJourneys().receive({ type: "journey", conversation: "c", journey: journey({ pages: [page({ title: "Next" })] }) });
    await flushPromises();
    expect(section.text()).toContain("Next");
    useJourneys().receive({ type: "journey", conversation: "c", journey: journey({ consented: false, pages: [] }) });
    await flushPromises();
    expect(section.text()).toContain("has not agreed");
    expect(section.text()).not.toMatch(/Next|Led here|Live/);
  });

  it("shows the cart, the shop's facts, and all pages when asked", async () => {
    const pages = Array.from({ length: 20 }, (_, n) => page({ title: `Page ${n}`, at: new Date(NOW - n * 60_000).toISOString() }));
    found = journey({ pages, cart: [{ name: "Bowl", quantity: 2, price: "185.000 ₫" }], facts: { plan: "gold" } });
    const section = await show();
    expect(section.text()).toMatch(/Cart: 2 pieces.*2 × Bowl.*185.000 ₫.*plan.*gold/s);
    expect(section.text()).not.toContain("Page 7");
    await section.find("button").trigger("click");
    expect(section.text()).toContain("Page 19");
  });

  it("shows whatever a page calls itself as text, and links to nothing but pages", async () => {
    found = journey({
      pages: [page({ title: "<img src=x onerror=alert(1)>" }), page({ title: "Bad", url: "javascript:alert(1)" }), page({ title: "", url: "data:text/html,x" })],
      referrer: "javascript:alert(2)",
      facts: { "<b>": "<script>alert(3)</script>" },
    });
    const section = await show();
    expect(section.find("img, script, b").exists()).toBe(false);
    expect(section.text()).toContain("<img src=x onerror=alert(1)>");
    expect(section.findAll("a").map((link) => link.attributes("href"))).toEqual(["https://shop.example/bowl?q=pho"]);
    expect(section.find("a").attributes("rel")).toContain("noopener");
  });

  it("tells an inbox that does not ask from a visitor who has not agreed", async () => {
    found = journey({ consented: false, asked: true, pages: [] });
    expect((await show()).text()).toContain("has not agreed to let staff see");
    found = journey({ consented: false, asked: false, pages: [] });
    setActivePinia(createPinia());
    expect((await show()).text()).toContain("This inbox does not ask visitors.");
  });

  it("says nothing of now once the conversation is resolved, for nothing more is told of it", async () => {
    const section = await show();
    expect(section.text()).toContain("Looking at it now");
    useConversations().upsert(row({ id: "c", status: "resolved" }));
    await flushPromises();
    expect(section.text()).not.toMatch(/Live|now/);
    expect(section.text()).toContain("A bowl");
    useConversations().upsert(row({ id: "c", status: "open", version: 2 }));
    await flushPromises();
    expect(section.text()).toContain("Looking at it now");
  });

  it("is no longer live when no sign of life has come for a minute", async () => {
    const section = await show();
    expect(section.find(".live").exists()).toBe(true);
    found = journey({ here: false });
    await useJourneys().load("c");
    await flushPromises();
    expect(section.find(".live").exists()).toBe(false);
  });
});

it("names only http and https as pages, and reads addresses as people write them", () => {
  expect(["https://a.example/", "http://a.example/x", "javascript:x", "data:x", "nothing"].map(isPage)).toEqual([true, true, false, false, false]);
  expect(shortAddress("https://a.example/s%E1%BA%A3n?q=1")).toBe("/sản?q=1");
  expect(shortAddress("https://a.example/%zz")).toBe("/%zz");
});
