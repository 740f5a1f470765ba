import { locale } from "@shared/i18n/index";
import { mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import Announcer from "./Announcer.vue";
import { emptyChat, type Chat } from "./state";
import { conversation, inLine, message, own } from "./testing";

const waiting: Chat = { ...emptyChat(), welcomed: true, conversation: conversation({ agent: null, waiting: true }), seq: 1, messages: [own(1, "a")] };
const answered: Chat = { ...waiting, conversation: conversation(), seq: 3, messages: [...waiting.messages, message(3)] };

beforeEach(() => {
  locale.value = "en";
});
afterEach(() => void vi.useRealTimers());

it("says who has joined and what is said, and forgets it when the customer signs out", async () => {
  const said = mount(Announcer, { props: { chat: waiting, expecting: false } });
  await said.setProps({ chat: { ...waiting, conversation: conversation(), seq: 2 } });
  expect(said.text()).toBe("Lan has joined the chat");
  await said.setProps({ chat: answered });
  expect(said.text()).toBe("Lan: text 3");
  await said.setProps({ chat: emptyChat() });
  expect(said.text()).toBe("");
});

it("says who has joined also where the conversation comes with its agent", async () => {
  const said = mount(Announcer, { props: { chat: { ...emptyChat(), welcomed: true }, expecting: false } });
  await said.setProps({ chat: { ...waiting, conversation: conversation() } });
  expect(said.text()).toBe("Lan has joined the chat");
});

it("says the place in line at most each 15 seconds, and nothing of it once somebody has joined", async () => {
  vi.useFakeTimers();
  const said = mount(Announcer, { props: { chat: { ...waiting, online: true }, expecting: false } });
  const stand = async (chat: Partial<Chat>, milliseconds: number) => {
    await said.setProps({ chat: { ...waiting, online: true, ...chat } });
    await vi.advanceTimersByTimeAsync(milliseconds);
    return said.text();
  };
  expect(await stand({}, 0)).toBe("");
  expect(await stand({ inLine: inLine() }, 0)).toBe("You are number 2 in line, about 3 minutes");
  expect(await stand({ inLine: inLine({ position: 1 }) }, 10_000)).toBe("You are number 2 in line, about 3 minutes");
  expect(await stand({ inLine: inLine({ state: "connecting" }) }, 5_000)).toBe("Connecting you with an agent…");
  expect(await stand({ conversation: conversation(), inLine: inLine({ state: null }) }, 0)).toBe("Lan has joined the chat");
});
