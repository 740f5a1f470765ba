import { mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { defineComponent, h, nextTick, shallowRef } from "vue";

import type { Event } from "../reduce";
import { emptyChat } from "../state";
import { conversation, frames, message, own, refusal, run, said, snapshot, welcome, write } from "../testing";
import { useMood } from "./useMood";

const withBot = conversation({ agent: null, waiting: true, bot: true });
const ofBot = (seq: number) => said(message(seq, { author: "bot", agent: null }));
const chat = shallowRef(emptyChat());

beforeEach(() => {
  vi.useFakeTimers();
  chat.value = run([frames(welcome(), snapshot([own(1, "a"), message(2, { author: "bot", agent: null })], 2, { conversation: withBot }))]).chat;
});
afterEach(() => void vi.useRealTimers());

const face = () =>
  mount(
    defineComponent(() => {
      const mood = useMood(chat);
      return () => h("p", mood.value);
    }),
  );
async function happens(...events: Event[]) {
  chat.value = run(events, chat.value).chat;
  await nextTick();
}

it("thinks from the question to the answer, then talks for a moment", async () => {
  const shown = face();
  expect(shown.text()).toBe("idle");
  await happens(write("b"));
  expect(shown.text()).toBe("thinking");
  await happens(frames(said(own(3, "b"))));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(shown.text()).toBe("thinking");
  await happens(frames(ofBot(4)));
  expect(shown.text()).toBe("talking");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(shown.text()).toBe("idle");
  shown.unmount();
  expect(vi.getTimerCount()).toBe(0);
});

it("does not think for ever where no answer comes, nor where a person has taken over", async () => {
  const shown = face();
  await happens(write("b"));
  await vi.advanceTimersByTimeAsync(20_001);
  expect(shown.text()).toBe("idle");
  await happens(write("c"));
  expect(shown.text()).toBe("thinking");
  await happens(frames({ type: "conversation", seq: 3, conversation: conversation() }));
  expect(shown.text()).toBe("idle");
});

it("is idle where a message was refused, and silent about what has just been loaded", async () => {
  const shown = face();
  await happens(write("b"), frames(refusal("message_too_long", "b")));
  expect(shown.text()).toBe("idle");
  await happens(frames(snapshot([message(1, { id: "x", author: "bot" })], 1, { conversation: { ...withBot, id: "c2" } })));
  expect(shown.text()).toBe("idle");
});
