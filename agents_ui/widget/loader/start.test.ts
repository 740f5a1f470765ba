// The loader on a page, with an iframe that does not load: what it makes, says, keeps and shows.
// @vitest-environment-options { "settings": { "navigation": { "disableChildFrameNavigation": true }, "handleDisabledFileLoadingAsSuccess": true } }
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from "vitest";

import type { Kept, ToFrame, ToLoader } from "../protocol";
import { startLoader } from "./start";

const SRC = "https://chat.example/widget.js";
const KEY = "contact-center:i1";
let screenIsSmall: boolean;
let toFrame: ToFrame[];
/** A loader lives as long as its page; here it has to end with its test. */
let listening: MockInstance<typeof window.addEventListener>;

beforeEach(() => {
  vi.useFakeTimers();
  screenIsSmall = false;
  toFrame = [];
  vi.stubGlobal("matchMedia", () => ({ matches: screenIsSmall }));
  vi.stubGlobal("visualViewport", { height: 600, offsetTop: 40, scale: 1 });
  vi.stubGlobal("CSS", { supports: () => true });
  vi.stubGlobal("requestIdleCallback", (work: () => void) => setTimeout(work, 1));
  listening = vi.spyOn(window, "addEventListener");
  document.documentElement.lang = "en";
});
afterEach(() => {
  for (const [name, listener] of listening.mock.calls) window.removeEventListener(name, listener as EventListener);
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
});

const host = () => document.body.querySelector("aside")!;
const find = (selector: string) => host().shadowRoot!.querySelector<HTMLElement>(selector);
const frame = () => find("iframe") as HTMLIFrameElement | null;
const launcher = () => find(".launcher")!;
const stored = () => JSON.parse(localStorage.getItem(KEY) ?? "{}") as Kept;
const press = () => launcher().click();

function say(data: ToLoader, origin = "https://chat.example", source: unknown = frame()!.contentWindow) {
  window.dispatchEvent(new MessageEvent("message", { data, origin, source: source as Window }));
}

/** Opens the panel and lets the app come up. */
function ready() {
  press();
  vi.spyOn(frame()!.contentWindow!, "postMessage").mockImplementation(((data: ToFrame, origin: string) => {
    expect(origin).toBe("https://chat.example");
    toFrame.push(data);
  }) as typeof window.postMessage);
  say({ type: "ready" });
}

describe("what the page has the visitor say", () => {
  const words = () => toFrame.filter((message) => message.type === "say");

  it("waits for the app, and is said once", () => {
    const chat = startLoader(SRC, "i1", {});
    vi.runAllTimers();
    chat.say("Call me");
    expect(launcher().ariaExpanded).toBe("true");
    vi.spyOn(frame()!.contentWindow!, "postMessage").mockImplementation(((data: ToFrame) => toFrame.push(data)) as typeof window.postMessage);
    say({ type: "ready" });
    expect(toFrame[0]).toMatchObject({ type: "init" });
    expect(words()).toEqual([{ type: "say", text: "Call me" }]);
    chat.identify("jwt");
    expect(words()).toHaveLength(1);
    chat.say("Again");
    expect(words().at(-1)).toEqual({ type: "say", text: "Again" });
  });
});

describe("before the first click", () => {
  it("makes no iframe, and one on the click that names the inbox and the page's origin", () => {
    startLoader(SRC, "i1", {});
    vi.runAllTimers();
    expect(frame()).toBeNull();
    press();
    expect(frame()!.src).toBe(`https://chat.example/widget/frame?inbox=i1&site=${location.origin}`);
    expect(frame()!.title).toBe("Chat");
  });

  it("wakes up by itself, closed, where a conversation is open", () => {
    localStorage.setItem(KEY, JSON.stringify({ token: "t", open: true }));
    startLoader(SRC, "i1", {});
    expect(frame()).toBeNull();
    vi.advanceTimersByTime(5);
    expect(frame()).not.toBeNull();
    expect(launcher().ariaExpanded).toBe("false");
  });

  it("opens again on the next page where it was open, but never over the whole screen", () => {
    localStorage.setItem(KEY, JSON.stringify({ token: "t", open: true }));
    sessionStorage.setItem(KEY, JSON.stringify({ shown: true }));
    startLoader(SRC, "i1", {});
    vi.advanceTimersByTime(5);
    expect(launcher().ariaExpanded).toBe("true");
    document.body.replaceChildren();
    screenIsSmall = true;
    startLoader(SRC, "i1", {});
    vi.advanceTimersByTime(5);
    expect(launcher().ariaExpanded).toBe("false");
  });
});

describe("the tracker", () => {
  const scripts = () => [...document.body.querySelectorAll("script")].map(({ src }) => src);

  it("is fetched when the page is idle, where the tag asks for it", () => {
    startLoader(SRC, "i1", { visits: "" });
    expect(scripts()).toEqual([]);
    vi.advanceTimersByTime(5);
    expect(scripts()).toEqual(["https://chat.example/tracker.js"]);
  });

  it("is not fetched where it does not", () => {
    startLoader(SRC, "i1", {});
    vi.advanceTimersByTime(5);
    expect(scripts()).toEqual([]);
  });
});

describe("the app's messages", () => {
  it("are heard only from its own window and origin", () => {
    startLoader(SRC, "i1", {});
    press();
    say({ type: "keep", kept: { token: "x" } }, "https://evil.example");
    say({ type: "keep", kept: { token: "x" } }, "https://chat.example", window);
    expect(stored()).toEqual({});
    say({ type: "keep", kept: { token: "x" } });
    expect(stored().token).toBe("x");
  });

  it("are answered with what is kept and what the page wishes", () => {
    localStorage.setItem(KEY, JSON.stringify({ token: "t", locale: "vi" }));
    sessionStorage.setItem(KEY, JSON.stringify({ drafts: { c1: "half" } }));
    startLoader(SRC, "i1", { locale: "en", colour: "#123456" });
    ready();
    expect(toFrame[0]).toMatchObject({ type: "init", kept: { token: "t" }, tab: { drafts: { c1: "half" } }, locale: "vi", wishes: { colour: "#123456" } });
    expect(toFrame[1]).toMatchObject({ type: "shown", shown: true, full: false });
  });

  it("are told anew when the page says who its customer is, without fetching anything for it", () => {
    const chat = startLoader(SRC, "i1", {});
    chat.identify("first");
    expect(frame()).toBeNull();
    ready();
    expect(toFrame[0]).toMatchObject({ type: "init", wishes: { identity: "first" } });
    chat.identify("second");
    expect(toFrame.findLast(({ type }) => type === "init")).toMatchObject({ wishes: { identity: "second" } });
  });

  it("are of nobody once the shop's customer has signed out, and only the language stays", () => {
    localStorage.setItem(KEY, JSON.stringify({ token: "t", locale: "vi", conversation: "c", unsent: { a: {} }, consent: true }));
    sessionStorage.setItem(KEY, JSON.stringify({ drafts: { c1: "half" } }));
    const wishes: DOMStringMap = { identity: "jwt" };
    const chat = startLoader(SRC, "i1", wishes);
    ready();
    chat.signOut();
    const { out, ...rest } = stored();
    expect(rest).toEqual({ locale: "vi" });
    expect(sessionStorage.getItem(KEY)).toBe("{}");
    expect(wishes.identity).toBeUndefined();
    expect(toFrame.at(-1)).toEqual({ type: "kept", kept: { locale: "vi", out } });
  });

  it("merge unsent messages with those of other tabs, and take them away one by one", () => {
    const message = (client_id: string) => ({ client_id, body: client_id, at: 1, conversation: null });
    startLoader(SRC, "i1", {});
    ready();
    say({ type: "keep", kept: { unsent: { a: message("a") } } });
    localStorage.setItem(KEY, JSON.stringify({ unsent: { ...stored().unsent, b: message("b") } }));
    say({ type: "keep", kept: { unsent: { a: undefined } } });
    expect(Object.keys(stored().unsent!)).toEqual(["b"]);
  });

  it("keep working where storage is blocked", () => {
    vi.stubGlobal("localStorage", undefined);
    vi.stubGlobal("sessionStorage", undefined);
    startLoader(SRC, "i1", {});
    ready();
    say({ type: "keep", kept: { token: "memory" } });
    say({ type: "ready" });
    expect(toFrame.findLast((message) => message.type === "init")).toMatchObject({ kept: { token: "memory" } });
  });

  it("make a fresh page when they ask for it", () => {
    startLoader(SRC, "i1", {});
    ready();
    const first = frame();
    say({ type: "reload" });
    expect(frame()).not.toBe(first);
  });
});

describe("the launcher", () => {
  it("says its name, state and unread messages in the page's language", () => {
    document.documentElement.lang = "vi-VN";
    startLoader(SRC, "i1", {});
    ready();
    expect([launcher().ariaLabel, launcher().ariaExpanded]).toEqual(["Trò chuyện", "true"]);
    say({ type: "close" });
    say({ type: "unread", count: 120, mark: "" });
    expect(launcher().ariaLabel).toBe("Trò chuyện, 120 tin chưa đọc");
    expect(find(".badge")!.textContent).toBe("99+");
    expect(find(".said")!.textContent).toBe("Trò chuyện, 120 tin chưa đọc");
  });

  it("marks the page's title, whatever the page makes of it meanwhile", () => {
    startLoader(SRC, "i1", {});
    ready();
    document.title = "Bowls";
    say({ type: "unread", count: 1, mark: "(1) " });
    expect(document.title).toBe("(1) Bowls");
    say({ type: "unread", count: 2, mark: "(2) " });
    expect(document.title).toBe("(2) Bowls");
    document.title = "Plates";
    say({ type: "unread", count: 0, mark: "" });
    expect(document.title).toBe("Plates");
  });

  it("follows the visitor's choice of language before the page's", () => {
    startLoader(SRC, "i1", { locale: "en" });
    ready();
    say({ type: "keep", kept: { locale: "vi" } });
    expect(launcher().ariaLabel).toBe("Trò chuyện");
  });

  it("gets the focus back on Escape", () => {
    startLoader(SRC, "i1", {});
    press();
    launcher().dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true }));
    expect(launcher().ariaExpanded).toBe("false");
    expect(find(".panel")!.className).toContain("closed");
  });
});

describe("an iframe that stays silent", () => {
  it("is given up four seconds after it has loaded, and made anew on request", () => {
    startLoader(SRC, "i1", {});
    press();
    const first = frame();
    first!.dispatchEvent(new Event("load"));
    vi.advanceTimersByTime(4000);
    expect(find(".panel")!.className).toContain("failed");
    find(".panel button")!.click();
    expect(frame()).not.toBe(first);
    expect(find(".panel")!.className).toContain("loading");
  });
});

describe("the page's own scripts", () => {
  it("can open, close and toggle, and hear of it", () => {
    const heard: unknown[] = [];
    window.addEventListener("contact-center", (event) => heard.push((event as CustomEvent).detail));
    const api = startLoader(SRC, "i1", {});
    api.open();
    api.open();
    api.toggle();
    api.toggle();
    api.close();
    expect(heard).toEqual([true, false, true, false].map((open) => ({ open, unread: 0 })));
  });

  it("can put the launcher back after the page has replaced its body", () => {
    const api = startLoader(SRC, "i1", {});
    document.body.replaceChildren();
    api.attach();
    expect(host()).not.toBeNull();
  });
});

it("keeps clear of the keyboard where it covers a phone's screen", () => {
  screenIsSmall = true;
  startLoader(SRC, "i1", {});
  press();
  expect([find(".panel")!.style.top, find(".panel")!.style.height]).toEqual(["40px", "600px"]);
});
