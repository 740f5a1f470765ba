import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nextTick, ref } from "vue";

import type { ToLoader } from "../protocol";
import { drawAttention } from "./attention";

const started = vi.fn();

class FakeAudio {
  state = "running";
  currentTime = 0;
  destination = {};
  resume = () => Promise.resolve();
  createGain = () => ({ gain: { setValueAtTime: () => {}, exponentialRampToValueAtTime: () => {} }, connect: () => {} });
  createOscillator = () => ({ frequency: { value: 0 }, connect: (to: object) => to, start: started, stop: () => {} });
}

let posted: ToLoader[];
let visible: DocumentVisibilityState;

function begin() {
  const [unread, live] = [ref(0), ref(true)];
  const mine: ToLoader[] = [];
  posted = mine;
  return { unread, live, ...drawAttention(unread, live, (message) => mine.push(message)) };
}

async function turn(state: DocumentVisibilityState) {
  visible = state;
  document.dispatchEvent(new Event("visibilitychange"));
  await nextTick();
}

const marks = () => posted.flatMap((message) => (message.type === "unread" ? [message.mark] : []));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("AudioContext", FakeAudio);
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visible);
  started.mockReset();
  posted = [];
  visible = "visible";
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("the page's title", () => {
  it("is marked while nobody looks, and as it was when somebody does", async () => {
    const { unread } = begin();
    unread.value = 2;
    await nextTick();
    expect(marks()).toEqual([""]);
    await turn("hidden");
    expect(marks().at(-1)).toBe("(2) ");
    await turn("visible");
    expect(marks().at(-1)).toBe("");
  });

  it("blinks for half a minute and then stays marked", async () => {
    const { unread } = begin();
    await turn("hidden");
    unread.value = 1;
    await nextTick();
    vi.advanceTimersByTime(3_000);
    expect(marks().slice(-3)).toEqual(["(1) ", "● (1) ", "(1) "]);
    vi.advanceTimersByTime(60_000);
    const all = marks();
    vi.advanceTimersByTime(60_000);
    expect(marks()).toEqual(all);
    expect(all.at(-1)).toBe("(1) ");
  });
});

describe("the sound", () => {
  const touch = async () => {
    document.dispatchEvent(new Event("pointerdown"));
    await vi.dynamicImportSettled();
  };
  const arrive = async (unread: { value: number }) => {
    unread.value += 1;
    await vi.dynamicImportSettled();
    await nextTick();
  };

  it("comes with something new, once the visitor has touched the page", async () => {
    const { unread } = begin();
    await arrive(unread);
    expect(started).not.toHaveBeenCalled();
    await touch();
    await arrive(unread);
    expect(started).toHaveBeenCalled();
  });

  it("does not come with history, nor where the visitor has muted it", async () => {
    const { unread, live, muted } = begin();
    await touch();
    live.value = false;
    await arrive(unread);
    [live.value, muted.value] = [true, true];
    await arrive(unread);
    expect(started).not.toHaveBeenCalled();
  });
});
