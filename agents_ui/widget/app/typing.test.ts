import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createTyping } from "./typing";

let said: [boolean, string | null][];
const start = (preview: boolean) => createTyping((on, text) => said.push([on, text]), () => preview);

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
});
afterEach(() => {
  vi.useRealTimers();
});

describe("typing", () => {
  it("is said once in three seconds, without what is typed", () => {
    const typed = start(false);
    typed("a");
    vi.advanceTimersByTime(2_999);
    typed("ab");
    expect(said).toEqual([[true, null]]);
    vi.advanceTimersByTime(1);
    typed("abc");
    expect(said).toHaveLength(2);
  });

  it("is said to be over at once, and only after it has begun", () => {
    const typed = start(false);
    typed(" ");
    expect(said).toEqual([]);
    typed("a");
    typed("");
    typed("");
    expect(said).toEqual([
      [true, null],
      [false, null],
    ]);
  });
});

describe("a preview", () => {
  it("is at most a second old, and has the last word", () => {
    const typed = start(true);
    typed("a");
    typed("ab");
    typed("abc");
    expect(said).toEqual([[true, "a"]]);
    vi.advanceTimersByTime(1_000);
    expect(said).toEqual([
      [true, "a"],
      [true, "abc"],
    ]);
  });

  it("of a long text is its end", () => {
    start(true)(`${"x".repeat(600)}end`);
    expect(said[0]![1]).toHaveLength(500);
    expect(said[0]![1]).toMatch(/end$/);
  });

  it("is empty when the message is sent, and says nothing afterwards", () => {
    const typed = start(true);
    typed("a");
    typed("ab");
    typed("");
    vi.advanceTimersByTime(5_000);
    expect(said.at(-1)).toEqual([false, ""]);
    expect(said).toHaveLength(2);
  });
});
