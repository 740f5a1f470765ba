import { ApiError } from "@shared/api";
import { locale } from "@shared/i18n";
import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";

import { api } from "../../api";
import { pick } from "./fixtures";
import GapsPage from "./GapsPage.vue";
import type { Gap } from "./useGaps";

const gap = (part: Partial<Gap> = {}): Gap => ({
  key: "g1", locale: "en", kind: "unanswered", count: 3, counts: { unanswered: 3 }, examples: ["Do you ship to Canada?", "ship to canada"],
  article: null, likely: false, named: false, conversations: [{ id: "c1", number: 7 }], first_at: "2026-11-20T09:00:00Z", last_at: "2026-11-20T09:00:00Z",
  ...part,
});
const RETURNS = { key: "returns", title: "Returns", id: "a1", path: "/help/en/returns" };

describe("what the bot should learn", () => {
  beforeEach(() => {
    locale.value = "en";
    vi.spyOn(api, "get").mockResolvedValue({ items: [gap(), gap({ key: "g2", examples: ["back?"], article: RETURNS })], questions: 4 } as never);
  });

  async function show() {
    const routes = ["/", "/c/:id", "/articles/:id"].map((path, n) => ({ path, name: ["start", "conversation", "article"][n]!, component: { template: "" } }));
    const router = createRouter({ history: createMemoryHistory(), routes });
    const page = mount(GapsPage, { global: { plugins: [router] } });
    await flushPromises();
    const button = (text: string) => page.findAll("button").find((one) => one.text() === text)!;
    return { page, router, button };
  }
  const cards = ({ page }: Awaited<ReturnType<typeof show>>) => page.findAll("h3").map((one) => one.text());

  it("is listed with how often it was asked", async () => {
    const shown = await show();
    expect(cards(shown)).toEqual(["“Do you ship to Canada?”", "“back?”"]);
    expect(shown.page.text()).toContain("Asked 3 times");
  });

  it("becomes an article's draft, which opens", async () => {
    const send = vi.spyOn(api, "send").mockResolvedValue({ article: "new", phrasings: 2, questions: 3 } as never);
    const shown = await show();
    await shown.button("Make an article").trigger("click");
    await flushPromises();
    expect(send).toHaveBeenCalledWith("POST", "/bot/gaps/g1/draft", {});
    expect([cards(shown), shown.router.currentRoute.value.fullPath]).toEqual([["“back?”"], "/articles/new?in=en"]);
  });

  it("becomes phrasings of the article that is likely meant, with one click", async () => {
    const send = vi.spyOn(api, "send").mockResolvedValue({ article: "a1", phrasings: 1, questions: 1 } as never);
    const shown = await show();
    await shown.button("Add to “Returns”").trigger("click");
    await flushPromises();
    expect(send).toHaveBeenCalledWith("POST", "/bot/gaps/g2/phrasing", { article: "a1" });
    expect(cards(shown)).toHaveLength(1);
  });

  it.each([
    ["Add to an article", "g1"],
    ["Add to another article", "g2"],
  ])("becomes phrasings of an article that is looked for: %s", async (label, key) => {
    const send = vi.spyOn(api, "send").mockResolvedValue({ article: "a9", phrasings: 1, questions: 1 } as never);
    const shown = await show();
    vi.mocked(api.get).mockResolvedValue({ items: [pick({ id: "a9", title: "Shipping abroad" })] } as never);
    await shown.button(label).trigger("click");
    await flushPromises();
    const found = [...document.querySelectorAll<HTMLButtonElement>("[role=dialog] li button")];
    expect(found.map((one) => one.textContent)).toEqual([expect.stringContaining("Shipping abroad")]);
    found[0]!.click();
    await flushPromises();
    expect(send).toHaveBeenCalledWith("POST", `/bot/gaps/${key}/phrasing`, { article: "a9" });
    expect(document.querySelector("[role=dialog]")).toBeNull();
  });

  it("says how likely the article is that may be meant, which is never the main choice", async () => {
    const shown = await show();
    expect(shown.page.text()).toContain("Perhaps about");
    expect(shown.button("Add to “Returns”").classes()).not.toContain("primary");
    const [first] = shown.page.findAll("li.gap");
    expect(first!.findAll("button").map((one) => one.text())).toEqual(["Make an article", "Not for the bot", "Add to an article"]);
  });

  it("says which article would be right where an agent has named it, and not because an answer was wrong", async () => {
    const wrong = { kind: "wrong", article: RETURNS, likely: true } as const;
    vi.mocked(api.get).mockResolvedValue({ items: [gap({ ...wrong, named: true }), gap({ ...wrong, key: "g2" })], questions: 2 } as never);
    const said = (await show()).page.findAll("p.about").map((one) => one.text());
    expect(said.filter((one) => one.includes("Returns"))).toEqual(["Right would be Returns", "Likely about Returns"]);
  });

  it("is dismissed several at once", async () => {
    const send = vi.spyOn(api, "send").mockResolvedValue(undefined as never);
    const shown = await show();
    for (const box of shown.page.findAll("input")) await box.setValue(true);
    await shown.button("Not for the bot: dismiss these").trigger("click");
    await flushPromises();
    expect(send).toHaveBeenCalledWith("POST", "/bot/gaps/dismiss", { gaps: ["g1", "g2"] });
    expect(cards(shown)).toEqual([]);
  });

  it("is gone where a colleague was first", async () => {
    vi.spyOn(api, "send").mockRejectedValue(new ApiError(404, "gap_gone", "", null, null));
    const shown = await show();
    await shown.button("Not for the bot").trigger("click");
    await flushPromises();
    expect(cards(shown)).toEqual(["“back?”"]);
  });
});
