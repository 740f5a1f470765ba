import { locale } from "@shared/i18n/index";
import { mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";

import LogEnd from "./LogEnd.vue";
import { emptyChat, type Chat } from "./state";
import { conversation, inLine, LAN, message, own } from "./testing";

const waiting: Chat = { ...emptyChat(), welcomed: true, conversation: conversation({ agent: null, waiting: true }), seq: 1, messages: [own(1, "a")] };
const joined: Chat = { ...waiting, conversation: conversation({ joined: 2 }), seq: 2 };

beforeEach(() => {
  locale.value = "en";
});

describe("that somebody has joined", () => {
  it("is said when it happens", async () => {
    const end = mount(LogEnd, { props: { chat: waiting } });
    await end.setProps({ chat: joined });
    expect(end.text()).toBe("Lan has joined the chat");
  });

  it("is not said below what is written later", async () => {
    const end = mount(LogEnd, { props: { chat: waiting } });
    await end.setProps({ chat: joined });
    await end.setProps({ chat: { ...joined, outbox: [{ client_id: "b", body: "b", at: 0, conversation: "c1", failed: null }] } });
    expect(end.text()).toBe("");
    await end.setProps({ chat: { ...joined, seq: 3, messages: [...joined.messages, own(3, "b")] } });
    expect(end.text()).toBe("");
    await end.setProps({ chat: { ...joined, seq: 4, messages: [...joined.messages, message(4, { agent: LAN })] } });
    expect(end.text()).toBe("");
  });

  it("is said after a reload as before it", () => {
    expect(mount(LogEnd, { props: { chat: { ...joined, seq: 4 } } }).text()).toBe("Lan has joined the chat");
    const spoken = { ...joined, seq: 4, messages: [...joined.messages, own(3, "b")] };
    expect(mount(LogEnd, { props: { chat: spoken } }).text()).toBe("");
  });
});

describe("out of hours", () => {
  it("the one who waits reads when it opens again", () => {
    const next_open = new Date(Date.now() + 86_400_000).toISOString();
    const end = mount(LogEnd, { props: { chat: { ...waiting, hours: { open: false, next_open } } } });
    expect(end.text()).toMatch(/^Closed\. We open again tomorrow at .* Your message is kept, and we answer here\.$/);
  });

  it("without a next opening reads only that the message is kept, for the header says the rest", () => {
    const end = mount(LogEnd, { props: { chat: { ...waiting, hours: { open: false, next_open: null } } } });
    expect(end.text()).toBe("Your message is kept, and we answer here.");
  });
});

describe("somebody who waits", () => {
  it("reads the place in line, and that writing on is no loss", async () => {
    const end = mount(LogEnd, { props: { chat: { ...waiting, online: true, inLine: inLine() } } });
    const lines = () => end.findAll("p").map((line) => line.text());
    expect(lines()).toEqual(["You are number 2 in line, about 3 minutes", "You can go on writing: everything is kept, and we answer here."]);
    await end.setProps({ chat: { ...waiting, online: true, inLine: inLine({ state: "connecting", position: null }) } });
    expect(lines()).toEqual(["Connecting you with an agent…"]);
    await end.setProps({ chat: joined });
    expect(lines()).toEqual(["Lan has joined the chat"]);
  });
});
