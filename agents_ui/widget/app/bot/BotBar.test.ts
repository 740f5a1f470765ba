import { locale } from "@shared/i18n/index";
import { mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { nextTick, ref, shallowRef } from "vue";

import type { Session } from "../session";
import { emptyChat, type Chat } from "../state";
import { conversation } from "../testing";
import BotBar from "./BotBar.vue";

const person = vi.fn();
const answer = vi.fn();
const faceless = ref(false);
const bot = { name: "Sương", avatar: true };
const chat = shallowRef<Chat>(emptyChat());

beforeEach(() => {
  vi.useFakeTimers();
  locale.value = "en";
  person.mockReset();
  answer.mockReset();
  faceless.value = false;
  chat.value = { ...emptyChat(), welcomed: true, bot, conversation: conversation({ agent: null, bot: true }) };
});
afterEach(() => void vi.useRealTimers());

const bar = () => mount(BotBar, { props: { session: { chat, faceless, person, answer } as unknown as Session } });

it("says that a machine answers, and asks for a person by one press", async () => {
  const shown = bar();
  expect(shown.text()).toContain("Sương");
  expect(shown.text()).toContain("Answers automatically");
  await shown.get("button").trigger("click");
  expect(person).toHaveBeenCalledOnce();
  expect(shown.get("button").attributes("disabled")).toBeDefined();
  await vi.advanceTimersByTimeAsync(10_001);
  expect(shown.get("button").attributes("disabled")).toBeUndefined();
});

it("says it again when the connection is back", async () => {
  chat.value = { ...chat.value, welcomed: false };
  const shown = bar();
  await shown.get("button").trigger("click");
  expect(person).not.toHaveBeenCalled();
  chat.value = { ...chat.value, welcomed: true };
  await nextTick();
  expect(person).toHaveBeenCalledOnce();
});

it("makes the wish the first message where nothing was said yet", async () => {
  chat.value = { ...chat.value, conversation: null };
  await bar().get("button").trigger("click");
  expect(answer).toHaveBeenCalledWith("Talk to a person");
  expect(person).not.toHaveBeenCalled();
});

it("shows the face where the shop and the visitor want it", async () => {
  vi.useRealTimers();
  const shown = bar();
  await vi.waitUntil(() => shown.find("svg.face").exists());
  expect(shown.get("svg.face").attributes("aria-hidden")).toBe("true");
  faceless.value = true;
  await nextTick();
  expect(shown.find("svg.face").exists()).toBe(false);
});
