// The world of a session for the tests: a fake socket and a fake loader, and what went over both lines.
import { afterEach, beforeEach, expect, vi, type MockInstance } from "vitest";
import { nextTick } from "vue";

import type { Kept, TabKept, ToFrame, ToLoader } from "../protocol";
import type { Boot } from "./boot";
import type { Command, Frame } from "./frames";
import { startSession, type Session } from "./session";

const SITE = "https://shop.example";
const texts = { en: "Hi", vi: "Chào" };
const boot = (): Boot => ({
  embed_token: "embed",
  inbox: {
    id: "i1", name: "Shop", colour: "#0f766e", greeting: texts, title: texts, closed: texts,
    pre_chat: [], files: true, rating: true, transcript: true, typing_preview: false,
  },
  site: SITE,
  help: false,
  languages: ["en" as const, "vi" as const],
  max_file_bytes: 1_000,
});

export class FakeSocket {
  static OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: Command[] = [];
  onopen = () => {};
  onmessage = (_event: { data: string }) => {};
  onclose = (_event: { code: number }) => {};
  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text) as Command);
  }
  close() {
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen();
  }
  async say(...frames: Frame[]) {
    this.onmessage({ data: JSON.stringify(frames) });
    await nextTick();
  }
}

export let posted: ToLoader[];
export let session: Session;
/** A session lives as long as its page; here it has to end with its test. */
let listening: MockInstance<typeof window.addEventListener>;
export const socket = () => FakeSocket.all.at(-1)!;
export const kept = () => posted.flatMap((m) => (m.type === "keep" && m.kept ? [m.kept] : []));

export function hear(data: ToFrame, origin = SITE) {
  window.dispatchEvent(new MessageEvent("message", { data, origin, source: window.parent as Window }));
}

export function start(inbox: Partial<Boot["inbox"]> = {}): void {
  session = startSession({ ...boot(), inbox: { ...boot().inbox, ...inbox } });
}

export function begin(before: Kept = {}, tab: TabKept = {}): void {
  start();
  hear({ type: "init", kept: before, tab, locale: "vi", wishes: {} });
  socket().open();
}

/** Makes it anew for each test. */
export function fakeWorld(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", FakeSocket);
    posted = [];
    FakeSocket.all = [];
    listening = vi.spyOn(window, "addEventListener");
    vi.spyOn(window.parent, "postMessage").mockImplementation(((data: ToLoader, origin: string) => {
      expect(origin).toBe(SITE);
      posted.push(data);
    }) as typeof window.postMessage);
  });
  afterEach(() => {
    for (const [name, listener] of listening.mock.calls) window.removeEventListener(name, listener as EventListener);
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
}
