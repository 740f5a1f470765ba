// The tracker on a page, with a server that answers at once: what it asks, keeps, tells, and never tells.
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from "vitest";

import type { Kept } from "../protocol";
import type { Question } from "./banner";
import { startTracker } from "./start";

const HOST = "https://chat.example";
const KEY = "contact-center:i1";
const QUESTION: Question = { ask: "on_visit", text: {}, privacy_url: "", colour: "#000000" };
let question: Question;
let statuses: Record<string, number>;
let told: { path: string; body: Record<string, unknown> }[];
let listening: MockInstance<typeof window.addEventListener>;
let hearing: MockInstance<typeof document.addEventListener>;
const changes = { pushState: history.pushState, replaceState: history.replaceState };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"] });
  question = { ...QUESTION };
  statuses = {};
  told = [];
  vi.stubGlobal("fetch", async (address: string, { body }: { body?: string } = {}) => {
    const path = new URL(address).pathname;
    if (!body) return Response.json(question);
    told.push({ path, body: JSON.parse(body) as Record<string, unknown> });
    const status = statuses[path] ?? 204;
    return status === 204 ? new Response(null, { status }) : Response.json({ code: "no_consent" }, { status });
  });
  listening = vi.spyOn(window, "addEventListener");
  hearing = vi.spyOn(document, "addEventListener");
  document.documentElement.lang = "en";
  document.title = "A bowl";
  history.replaceState(null, "", "/bowl?token=secret&q=pho");
});
afterEach(() => {
  for (const [name, listener] of listening.mock.calls) window.removeEventListener(name, listener as EventListener);
  for (const [name, listener] of hearing.mock.calls) document.removeEventListener(name, listener as EventListener);
  Object.assign(history, changes);
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
});

const start = () => startTracker(HOST, "i1", {});
const kept = () => JSON.parse(localStorage.getItem(KEY) ?? "{}") as Kept;
const banner = () => document.body.querySelector("aside")?.shadowRoot ?? null;
const choices = () => [...banner()!.querySelectorAll("button")];
const settle = () => vi.advanceTimersByTimeAsync(600);
const visits = () => told.filter(({ path }) => path === "/widget/visits").map(({ body }) => body);
const titles = () => visits().flatMap(({ pages }) => (pages as { title: string }[]).map(({ title }) => title));

describe("before the visitor has answered", () => {
  it("asks in the page's language, and tells the server nothing", async () => {
    document.documentElement.lang = "vi";
    question.text = { vi: "Cho phép chúng tôi nhé?" };
    question.privacy_url = "https://shop.example/privacy";
    start();
    await settle();
    expect(banner()!.querySelector("p")!.textContent).toContain("Cho phép chúng tôi nhé?");
    expect(banner()!.querySelector("a")!.href).toBe("https://shop.example/privacy");
    expect(choices().map((button) => button.textContent)).toEqual(["Không, cảm ơn", "Đồng ý"]);
    expect(told).toEqual([]);
    expect(sessionStorage.getItem(`${KEY}:visit`)).toContain("/bowl");
  });

  it("links to no script", async () => {
    question.privacy_url = "javascript:alert(1)";
    start();
    await settle();
    expect(banner()!.querySelector("a")).toBeNull();
  });

  it("leaves the question to the chat where the inbox says so", async () => {
    question.ask = "in_chat";
    start();
    await settle();
    expect(banner()).toBeNull();
    expect(kept().ask).toBe(true);
  });

  it("keeps nothing where the inbox does not ask", async () => {
    question.ask = "off";
    start();
    await settle();
    expect(banner()).toBeNull();
    expect(sessionStorage.getItem(`${KEY}:visit`)).not.toContain("bowl");
  });

  it.each([{ doNotTrack: "1" }, { globalPrivacyControl: true }])("takes %j for a no", async (says) => {
    const entries = Object.entries(says).map(([name, value]) => [name, { value }]);
    vi.stubGlobal("navigator", Object.create(navigator, Object.fromEntries(entries) as PropertyDescriptorMap));
    const calls = start();
    calls.consent(true);
    calls.cart([{ name: "Bowl" }]);
    await settle();
    expect(banner()).toBeNull();
    expect(told).toEqual([]);
    expect(sessionStorage.getItem(`${KEY}:visit`)).not.toContain("bowl");
  });
});

describe("a visitor who agrees", () => {
  it("is told of to the server, with the trail of before and without its secrets", async () => {
    start();
    await settle();
    history.pushState(null, "", "/cart#top");
    document.title = "Cart";
    await settle();
    choices()[1]!.click();
    await settle();
    expect(banner()).toBeNull();
    expect(told[0]).toMatchObject({ path: "/widget/consent", body: { inbox: "i1", given: true } });
    expect(told[0]!.body.visitor_token).toMatch(/^[\w-]{43}$/);
    expect(visits()[0]).toMatchObject({
      visitor_token: kept().token,
      pages: [
        { url: `${location.origin}/bowl?q=pho`, title: "A bowl", search: "pho", seconds: 1 },
        { url: `${location.origin}/cart`, title: "Cart", referrer: `${location.origin}/bowl?q=pho` },
      ],
    });
    expect(JSON.stringify(told)).not.toContain("secret");
  });

  it("keeps the chat's token and everything else that the chat keeps", async () => {
    localStorage.setItem(KEY, JSON.stringify({ token: "t".repeat(43), conversation: "c" }));
    start().consent(true);
    await settle();
    expect(kept()).toMatchObject({ token: "t".repeat(43), conversation: "c", consent: true, told: true });
  });

  it("is told of again only as far as there is news", async () => {
    start().consent(true);
    await settle();
    const before = visits().length;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(visits()).toHaveLength(before + 1);
    expect(visits().at(-1)!.pages).toMatchObject([{ seconds: 20, title: "A bowl" }]);
  });

  it("is told of again from the next page where the line was down", async () => {
    const calls = start();
    statuses["/widget/visits"] = 429;
    calls.consent(true);
    await settle();
    statuses = {};
    history.pushState(null, "", "/next");
    await vi.advanceTimersByTimeAsync(40_000);
    expect(new Set((visits().at(-1)!.pages as { url: string }[]).map(({ url }) => new URL(url).pathname))).toEqual(
      new Set(["/bowl", "/next"]),
    );
  });

  it("is asked again where the server knows of no consent", async () => {
    localStorage.setItem(KEY, JSON.stringify({ token: "t".repeat(43), consent: true, told: true }));
    statuses["/widget/visits"] = 403;
    start();
    await settle();
    expect(kept().consent).toBeUndefined();
  });

  it("has the cart, facts and search told that the page passes", async () => {
    const calls = start();
    calls.cart([{ name: "Bowl", quantity: 2, price: "185.000 ₫" }]);
    calls.track({ plan: "gold", visits: 3 });
    calls.search("ấm trà");
    calls.consent(true);
    await settle();
    expect(visits()[0]).toMatchObject({ cart: [{ name: "Bowl", quantity: 2 }], facts: { plan: "gold", visits: "3" } });
    expect(visits()[0]!.pages).toMatchObject([{ search: "ấm trà" }]);
    calls.cart([]);
    await settle();
    expect(visits().at(-1)!.cart).toEqual([]);
  });
});

describe("single-page routes", () => {
  it("count as pages when the address is another one, and not when only its secrets are", async () => {
    start().consent(true);
    await settle();
    document.title = "Teapot";
    history.pushState(null, "", "/teapot");
    await settle();
    history.replaceState(null, "", "/teapot?token=another");
    await settle();
    location.hash = "#/reviews";
    window.dispatchEvent(new Event("hashchange"));
    await settle();
    const paths = visits().flatMap(({ pages }) => (pages as { url: string }[]).map(({ url }) => url.replace(location.origin, "")));
    expect([...new Set(paths)]).toEqual(["/bowl?q=pho", "/teapot", "/teapot#/reviews"]);
    expect(titles()).toContain("Teapot");
  });

  it("are left with the page", async () => {
    start().consent(true);
    await settle();
    window.dispatchEvent(new Event("pagehide"));
    expect(visits().at(-1)!.left).toBe(true);
    document.dispatchEvent(new Event("visibilitychange"));
    expect(visits().at(-1)!.left).toBe(true);
  });
});

describe("a visitor who refuses", () => {
  it("leaves no trace, here or on the server, and is not asked again until they ask", async () => {
    start();
    await settle();
    choices()[0]!.click();
    history.pushState(null, "", "/next");
    await settle();
    expect(told).toEqual([]);
    expect(kept()).toEqual({ consent: false });
    expect(sessionStorage.getItem(`${KEY}:visit`)).not.toContain("bowl");
    const again = start();
    await settle();
    expect(banner()).toBeNull();
    again.consent();
    await settle();
    expect(banner()).not.toBeNull();
  });

  it("may sign out, and leaves no trail to the next at this machine", async () => {
    const calls = start();
    calls.consent(true);
    await settle();
    localStorage.setItem(KEY, JSON.stringify({ locale: "en" }));
    document.title = "The next one's page";
    history.pushState(null, "", "/next");
    await settle();
    calls.consent(true);
    await settle();
    expect(new Set(visits().map(({ visitor_token }) => visitor_token)).size).toBe(2);
    const last = visits().filter(({ visitor_token }) => visitor_token === kept().token);
    expect(JSON.stringify(last)).not.toContain("A bowl");
  });

  it("may withdraw in the chat, and the server hears of it, on the next page at the latest", async () => {
    localStorage.setItem(KEY, JSON.stringify({ token: "t".repeat(43), consent: true, told: true }));
    start();
    await settle();
    const count = visits().length;
    statuses["/widget/consent"] = 503;
    const data = { type: "keep", kept: { consent: false } };
    window.dispatchEvent(new MessageEvent("message", { data, origin: "https://evil.example" }));
    expect(kept().consent).toBe(true);
    window.dispatchEvent(new MessageEvent("message", { data, origin: HOST }));
    await settle();
    expect(kept()).toMatchObject({ consent: false, told: true });
    statuses = {};
    start();
    await settle();
    expect(told.at(-1)).toMatchObject({ path: "/widget/consent", body: { given: false } });
    expect(kept()).toMatchObject({ consent: false, told: false });
    expect(visits()).toHaveLength(count);
  });
});
