import { mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { defineComponent, h, nextTick, ref } from "vue";

import { seldom } from "./seldom";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("follows at once, then not before its time, and says only the newest", async () => {
  const source = ref("one");
  const reading = mount(defineComponent(() => {
    const text = seldom(source, 15_000);
    return () => h("p", text.value);
  }));
  const change = async (text: string, milliseconds: number) => {
    source.value = text;
    await nextTick();
    await vi.advanceTimersByTimeAsync(milliseconds);
    return reading.text();
  };
  expect(await change("one", 0)).toBe("one");
  expect(await change("two", 14_000)).toBe("one");
  expect(await change("three", 999)).toBe("one");
  expect(await change("three", 1)).toBe("three");
  expect(await change("", 0)).toBe("");
  expect(await change("four", 14_998)).toBe("");
  expect(await change("four", 2)).toBe("four");
  expect(vi.getTimerCount()).toBe(0);
});
