import { mount } from "@vue/test-utils";
import { beforeEach, expect, it, vi } from "vitest";
import { defineComponent, h, nextTick, reactive, ref, shallowRef } from "vue";

import { emptyChat, type Chat } from "./state";
import { message, own } from "./testing";
import { useLogScroll } from "./useLogScroll";

const VIEW = 300;
let heights: Record<string, number>;
let resized: () => void;

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", class {
    constructor(told: () => void) {
      resized = told;
    }
    observe() {}
    disconnect() {}
  });
});

/** A log of messages whose heights are given by their keys. */
function shown() {
  const chat = shallowRef<Chat>({ ...emptyChat(), messages: [own(1, "a")] });
  const panel = reactive({ shown: true, atBottom: true });
  let scroll!: ReturnType<typeof useLogScroll>;
  const Log = defineComponent(() => {
    const log = ref<HTMLElement | null>(null);
    scroll = useLogScroll(log, chat, panel, () => undefined);
    return () => h("div", { ref: log }, chat.value.messages.map((each) => h("p", { "data-key": each.client_id ?? each.id })));
  });
  const box = mount(Log).element as HTMLElement;
  const above = (key?: string) => {
    const keys = chat.value.messages.map((each) => each.client_id ?? each.id);
    return keys.slice(0, key === undefined ? keys.length : keys.indexOf(key)).reduce((sum, each) => sum + heights[each]!, 0);
  };
  Object.defineProperty(box, "clientHeight", { get: () => VIEW });
  Object.defineProperty(box, "scrollHeight", { get: () => Math.max(above(), VIEW) });
  Object.defineProperty(HTMLElement.prototype, "offsetTop", { configurable: true, get(this: HTMLElement) { return above(this.dataset.key); } });
  const say = async (...messages: Chat["messages"]) => {
    chat.value = { ...chat.value, messages: [...chat.value.messages, ...messages] };
    await nextTick();
    await nextTick();
  };
  return { box, panel, say, scroll };
}

const bot = (seq: number) => message(seq, { author: "bot", agent: null });

it("shows the beginning of an answer of the bot that is longer than the view, also as it grows", async () => {
  heights = { a: 400, m2: 100, m3: 900 };
  const { box, panel, say } = shown();
  await say(bot(2), bot(3));
  expect([box.scrollTop, panel.atBottom]).toEqual([400 - 32, false]);
  heights.m2 = 150;
  resized();
  expect(box.scrollTop).toBe(400 - 32);
});

it("goes to the end of an answer that is short, and of what somebody else writes", async () => {
  heights = { a: 400, m2: 100, m3: 900 };
  const { box, panel, say } = shown();
  await say(bot(2));
  expect([box.scrollTop, panel.atBottom]).toEqual([200, true]);
  heights = { a: 400, m2: 900 };
  const other = shown();
  await other.say(message(2));
  expect(other.box.scrollTop).toBe(1000);
});

it("leaves where they are those who have scrolled meanwhile", async () => {
  heights = { a: 400, m2: 900 };
  const { box, say, scroll } = shown();
  await say(bot(2));
  box.scrollTop = 500;
  scroll.scrolled();
  resized();
  expect(box.scrollTop).toBe(500);
  scroll.toBottom();
  expect(box.scrollTop).toBe(1000);
});
