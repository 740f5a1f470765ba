import { locale } from "@shared/i18n/index";
import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ref } from "vue";

import type { Session } from "../session";
import type { Front } from "./front";
import HelpHome from "./HelpHome.vue";
import type { Hit } from "./searching";

const asked: URL[] = [];
const aborted: string[] = [];
let found: Hit[];
let front: Front;
let down: boolean;

const line = (title: string, extra: object = {}) => ({ title, path: `/help/en/${title.toLowerCase()}`, locale: "en", fallback: false, ...extra }) as const;
const hit = (title: string): Hit => ({
  article: title, locale: "en", fallback: false, slug: title.toLowerCase(), path: `/help/en/${title.toLowerCase()}`, category: "Orders", summary: "",
  title: [{ text: title, hit: true }], excerpt: [{ text: "Within ", hit: false }, { text: "30", hit: true }],
});

beforeEach(() => {
  vi.useFakeTimers();
  locale.value = "en";
  asked.length = aborted.length = 0;
  down = false;
  found = [hit("Returns"), hit("Refunds")];
  front = { popular: [line("Shipping")], topics: [{ name: "Orders", path: "/help/en/c/orders", articles: 5, first: [line("Returns")] }], policies: [line("Warranty")], contacts: [] };
  vi.stubGlobal("fetch", async (address: string, { signal }: RequestInit) => {
    const url = new URL(address, location.href);
    asked.push(url);
    signal!.addEventListener("abort", () => aborted.push(url.searchParams.get("q") ?? ""));
    if (down) return Response.json({ code: "internal" }, { status: 500 });
    return Response.json(url.pathname.endsWith("/front") ? front : { items: found, found: found.length });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const looked = ref({ words: "" });
async function open(words = "") {
  looked.value = { words };
  const view = mount(HelpHome, { props: { session: { looked } as unknown as Session }, attachTo: document.body });
  await flushPromises();
  return view;
}
async function type(view: Awaited<ReturnType<typeof open>>, text: string, wait = 250) {
  await view.get("input").setValue(text);
  await vi.advanceTimersByTimeAsync(wait);
  await flushPromises();
}
const searches = () => asked.filter((url) => url.pathname.endsWith("/search")).map((url) => url.searchParams);

it("shows what others read, the topics and the policies until something is looked for", async () => {
  const view = await open();
  expect(view.text()).toContain("Popular articles");
  expect(view.text()).toContain("5 articles");
  await view.findAll("button").find((button) => button.text() === "Shipping")!.trigger("click");
  expect(view.emitted("read")).toEqual([["/help/en/shipping", null]]);
  await type(view, "ret");
  expect(view.text()).not.toContain("Popular articles");
  await type(view, "");
  expect(view.text()).toContain("Popular articles");
});

it("offers a call where the bot has it, which is begun by its words", async () => {
  front.contacts = [{ kind: "callback", label: "Have us call you", lines: ["At a time that you choose"], address: null, detail: "" }];
  const view = await open();
  await view.findAll("button").find((button) => button.text().startsWith("Have us call you"))!.trigger("click");
  expect(view.emitted("say")).toEqual([["Have us call you"]]);
});

describe("the search", () => {
  it("waits a little while one types, and forgets what was asked before", async () => {
    const view = await open();
    await type(view, "re", 100);
    await type(view, "ret");
    expect(searches().map((query) => query.get("q"))).toEqual(["ret"]);
    expect(Object.fromEntries(searches()[0]!)).toMatchObject({ locale: "en", source: "widget", typing: "true" });
    await type(view, "retu");
    expect(aborted).toContain("ret");
  });

  it("marks what was found, says how much, and opens it under the name of the search", async () => {
    const view = await open();
    await type(view, "returns 30");
    expect(view.findAll("mark").map((mark) => mark.text())).toContain("30");
    expect(view.get("[role=status]").text()).toBe("2 articles found");
    await view.get(".hit").trigger("click");
    const name = searches()[0]!.get("search");
    expect(view.emitted("read")).toEqual([["/help/en/returns", name]]);
    await type(view, "");
    await type(view, "glaze");
    expect(searches().at(-1)!.get("search")).not.toBe(name);
  });

  it("is gone through by the arrow keys, opened by Enter and emptied by Escape", async () => {
    const view = await open();
    await type(view, "ret");
    const field = view.get("input");
    field.element.focus();
    await field.trigger("keydown", { key: "ArrowDown" });
    expect(document.activeElement).toBe(view.findAll(".hit")[0]!.element);
    await view.get(".hit").trigger("keydown", { key: "ArrowUp" });
    expect(document.activeElement).toBe(field.element);
    await view.get("form").trigger("submit");
    expect(view.emitted("read")![0]![0]).toBe("/help/en/returns");
    await field.trigger("keydown", { key: "Escape" });
    expect(looked.value.words).toBe("");
  });

  it("leads to people where nothing is found, and where it does not answer", async () => {
    const view = await open();
    found = [];
    await type(view, "zzz");
    expect(view.get(".nothing").text()).toContain("Nothing found for “zzz”");
    down = true;
    await type(view, "zzzz");
    expect(view.get(".nothing").text()).toContain("does not answer");
  });

  it("is as it was left when one comes back from an article", async () => {
    const view = await open("returns");
    await vi.advanceTimersByTimeAsync(250);
    await flushPromises();
    expect(view.get("input").element.value).toBe("returns");
    expect(view.findAll(".hit")).toHaveLength(2);
  });
});
