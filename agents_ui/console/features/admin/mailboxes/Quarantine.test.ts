import { flushPromises, mount } from "@vue/test-utils";
import { expect, it, vi } from "vitest";

import { api } from "../../../api";
import Quarantine from "./Quarantine.vue";

const MAIL = {
  sender: "ann@customer.example",
  sender_name: "Ann Lê",
  subject: "Where is my order?",
  reason: null,
  original: null,
  mailbox: "b",
  address: "support@x.example",
  state: "quarantined",
  error: "broken",
  size: 41_943_040,
  attempts: 0,
  arrived_at: "2026-01-05T08:00:00Z",
  history: false,
};

it("offers another try for a mail that is here as a whole, and sends people to the server for the others", async () => {
  const items = [
    { ...MAIL, id: "whole", whole: true },
    { ...MAIL, id: "header", whole: false, original: "/original" },
  ];
  vi.spyOn(api, "get").mockResolvedValue({ items, next: null });
  vi.spyOn(api, "send").mockResolvedValue(undefined);
  const quarantine = mount(Quarantine);
  await flushPromises();
  const [whole, header] = quarantine.findAll("li");
  expect(whole!.find("strong").text()).toBe("Where is my order?");
  expect(whole!.text()).toContain("From Ann Lê <ann@customer.example>, to support@x.example");
  expect(whole!.text()).toContain("40 MB");
  expect(whole!.text()).toContain("broken");
  expect(header!.text()).toContain("larger than is taken here");
  expect(header!.text()).not.toContain("broken");
  const buttons = quarantine.findAll("button").filter((each) => each.text() === "Try again");
  expect(buttons).toHaveLength(1);
  expect(quarantine.text()).toContain("read it at the mail server");
  await buttons[0]?.trigger("click");
  expect(api.send).toHaveBeenCalledWith("POST", "/mails/whole/retry");
});
