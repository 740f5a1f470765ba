import { locale } from "@shared/i18n";
import { flushPromises, mount } from "@vue/test-utils";
import { expect, it, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";

import { api } from "../../api";
import SwitchesPage from "./SwitchesPage.vue";

const inbox = (id: string, bot: object, disabled = false) => ({ id, name: id.toUpperCase(), disabled, settings: { bot: { hours: "always", ...bot } } });

it("says where the bot answers, and leads to its switch", async () => {
  locale.value = "en";
  const items = [inbox("a", { enabled: true }), inbox("b", { enabled: true, hours: "closed" }), inbox("c", { enabled: false }), inbox("d", { enabled: true }, true)];
  vi.spyOn(api, "get").mockResolvedValue({ items, next: null } as never);
  const routes = [{ path: "/", name: "start", component: { template: "" } }, { path: "/inboxes/:id", name: "inbox-settings", component: { template: "" } }];
  const page = mount(SwitchesPage, { global: { plugins: [createRouter({ history: createMemoryHistory(), routes })] } });
  await flushPromises();
  const rows = page.findAll("tbody tr");
  expect(rows.map((row) => row.findAll("td, th")[1]!.text())).toEqual(["Answers first", "Answers first while closed", "Off", "Disabled"]);
  expect(rows.map((row) => row.get("a").text())).toEqual(["Change", "Change", "Switch on", "Change"]);
  expect(rows[2]!.get("a").attributes("href")).toBe("/inboxes/c#bot");
});
