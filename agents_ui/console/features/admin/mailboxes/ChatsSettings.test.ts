import type { MailboxView } from "@shared/wire";
import { flushPromises, mount } from "@vue/test-utils";
import { expect, it, vi } from "vitest";

import { api } from "../../../api";
import ChatsSettings from "./ChatsSettings.vue";

function lists(inboxes: object[]): void {
  vi.spyOn(api, "get").mockResolvedValue({ items: inboxes, next: null } as never);
}

const chat = (id: string) => ({ id, name: `Chat ${id}`, channel: "webchat", disabled: false });

it("chooses whose chats go on from a mailbox, but for those that go on from another", async () => {
  lists([chat("a"), chat("b")]);
  const others = [{ id: "other", address: "sales@shop.example", state: "working", settings: { continues: ["b"] } }] as MailboxView[];
  const box = mount(ChatsSettings, { props: { others, modelValue: ["gone"] } });
  await flushPromises();
  const [first, second] = box.findAll<HTMLInputElement>("input");
  expect(second!.element.disabled).toBe(true);
  expect(box.text()).toContain("Goes on from sales@shop.example already.");
  await first!.setValue(true);
  expect(box.emitted("update:modelValue")).toEqual([[["gone", "a"]]]);
});

it("says where there are no chats", async () => {
  lists([]);
  const box = mount(ChatsSettings, { props: { others: [], modelValue: [] } });
  await flushPromises();
  expect(box.text()).toContain("There is no inbox for chats yet.");
});
