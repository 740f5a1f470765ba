import { locale } from "@shared/i18n/index";
import { mount } from "@vue/test-utils";
import { beforeEach, expect, it, vi } from "vitest";
import { ref, shallowRef } from "vue";

import MessageGroup from "./MessageGroup.vue";
import type { Session } from "./session";
import { emptyChat } from "./state";
import { NOW } from "./testing";
import type { Bubble, Group } from "./timeline";

const bubble = (extra: Partial<Bubble>): Bubble => ({
  key: "k",
  body: "Hello",
  files: [],
  content: null,
  at: NOW,
  state: "stored",
  failed: null,
  clientId: "id",
  mark: null,
  ...extra,
});
const retry = vi.fn();
const discard = vi.fn();
const session = (online: boolean) =>
  ({ chat: shallowRef(emptyChat()), line: ref(online ? "open" : "offline"), faceless: ref(false), retry, discard }) as unknown as Session;
const shown = (bubbles: Bubble[], extra: Partial<Group> = {}, online = true) =>
  mount(MessageGroup, { props: { session: session(online), live: null, group: { kind: "group", key: "g", author: "customer", name: null, bubbles, ...extra } } });

beforeEach(() => {
  locale.value = "en";
});

it("shows markup as the text that it is", () => {
  const attack = "<img src=x onerror=alert(1)><script>alert(1)</script>";
  const group = shown([bubble({ body: attack })], { author: "agent", name: "<b>Lan</b>" });
  expect(group.text()).toContain(attack);
  expect(group.text()).toContain("<b>Lan</b>");
  expect(group.find("img, script, b").exists()).toBe(false);
});

it("opens links apart from the chat and tells their target nothing", () => {
  const link = shown([bubble({ body: "see https://shop.example/a" })]).get("a");
  expect(link.attributes()).toMatchObject({ href: "https://shop.example/a", target: "_blank", rel: "noopener nofollow noreferrer" });
});

it("says who speaks to those who cannot see the sides", () => {
  expect(shown([bubble({})]).get(".sr-only").text()).toMatch(/^You, \d\d:\d\d:$/);
  expect(shown([bubble({})], { author: "bot" }).get(".sr-only").text()).toMatch(/^Assistant, /);
});

it("tells a message on its way from one that waits for the connection", () => {
  expect(shown([bubble({ state: "sending" })]).text()).toContain("Sending…");
  expect(shown([bubble({ state: "sending" })], {}, false).text()).toContain("Waiting for the connection");
});

it("offers to send or to drop a message that was refused, and says why", async () => {
  const group = shown([bubble({ state: "failed", failed: "message_too_long" })]);
  expect(group.text()).toContain("too long");
  const [again, drop] = group.findAll("button");
  await again!.trigger("click");
  await drop!.trigger("click");
  expect([retry.mock.calls, discard.mock.calls]).toEqual([[["id"]], [["id"]]]);
});

it("shows seen where the visitor's last seen message is", () => {
  const group = shown([bubble({ key: "a", mark: "seen" }), bubble({ key: "b", mark: "delivered" })]);
  expect(group.findAll(".foot").map((foot) => foot.text().replace(/^\d\d:\d\d/, ""))).toEqual(["Seen", "Delivered"]);
});
