import { flushPromises } from "@vue/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { effectScope, watchEffect, type EffectScope } from "vue";

import { createLinks, type Given, type Links, MOST } from "./links";

const file = (id: string, path = `/files/k/${id}`) => ({ id, name: id, media_type: "image/png", size: 1, path, width: 2, height: 2 });

describe("links to files", () => {
  let asked: string[][];
  let answer: (ids: string[]) => Given | null;
  let scope: EffectScope;

  /** What a page that shows these files has for them, each time it looks. */
  function shown(links: Links, ...ids: string[]): Map<string, string | null> {
    const seen = new Map<string, string | null>();
    scope.run(() => watchEffect(() => ids.forEach((id) => seen.set(id, links.at(file(id))))));
    return seen;
  }

  const make = () =>
    createLinks((ids) => {
      asked.push(ids);
      return Promise.resolve(answer(ids));
    });

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    let count = 0;
    answer = (ids) => ({ seconds: 1_000, paths: Object.fromEntries(ids.map((id) => [id, `/${id}?${(count += 1)}`])) });
    scope = effectScope();
  });
  afterEach(() => {
    scope.stop();
    vi.useRealTimers();
  });

  it("are asked for together, and once", async () => {
    const links = make();
    const seen = shown(links, "a", "b");
    expect([...seen.values()]).toEqual([null, null]);
    await flushPromises();
    shown(links, "b");
    await flushPromises();
    expect([...seen.values()]).toEqual(["/a?1", "/b?2"]);
    expect(asked).toEqual([["a", "b"]]);
  });

  it("are asked for again before they end, while the page shows them", async () => {
    const links = make();
    const seen = shown(links, "a");
    await flushPromises();
    await vi.advanceTimersByTimeAsync(890_000);
    expect(links.again(file("a"))).toBe(false);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(seen.get("a")).toBe("/a?2");
    scope.stop();
    await vi.advanceTimersByTimeAsync(4_000_000);
    expect(asked).toHaveLength(2);
    expect(links.again(file("a"))).toBe(true);
  });

  it("are looked at again when the page is, as timers sleep with the machine", async () => {
    const links = make();
    const seen = shown(links, "a");
    await flushPromises();
    vi.setSystemTime(Date.now() + 2_000_000);
    document.dispatchEvent(new Event("visibilitychange"));
    await flushPromises();
    expect(seen.get("a")).toBe("/a?2");
  });

  it("are empty for what is gone, and asked for again where nobody answered", async () => {
    const good = answer;
    answer = () => null;
    const seen = shown(make(), "a", "b");
    await flushPromises();
    expect(seen.get("a")).toBeNull();
    answer = () => good(["b"]);
    await vi.advanceTimersByTimeAsync(15_000);
    expect([...seen.values()]).toEqual(["", "/b?1"]);
    expect(asked).toHaveLength(2);
  });

  it("are none for files that were deleted, and asked for in parts", async () => {
    const links = make();
    expect(links.at(file("old", ""))).toBe("");
    const many = Array.from({ length: MOST + 1 }, (_, place) => `f${place}`);
    shown(links, ...many);
    await flushPromises();
    expect(asked.map((ids) => ids.length)).toEqual([MOST, 1]);
  });
});
