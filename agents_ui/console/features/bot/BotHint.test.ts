import { locale } from "@shared/i18n";
import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, expect, it, vi } from "vitest";

import { api } from "../../api";
import { useSession } from "../session/session";
import BotHint from "./BotHint.vue";

const push = vi.hoisted(() => vi.fn());
vi.mock("vue-router", () => ({ useRouter: () => ({ push }) }));

let enabled: boolean;
let articles: object[];

beforeEach(() => {
  locale.value = "en";
  localStorage.clear();
  setActivePinia(createPinia());
  vi.spyOn(useSession(), "may").mockReturnValue(true);
  enabled = false;
  articles = [{ id: "a1" }];
  vi.spyOn(api, "get").mockImplementation(async (path) => {
    const inboxes = [{ id: "off", disabled: true, settings: { bot: { enabled: false } } }, { id: "i1", disabled: false, settings: { bot: { enabled } } }];
    return { items: path === "/inboxes" ? inboxes : articles, next: null } as never;
  });
});

async function show() {
  const hint = mount(BotHint);
  await flushPromises();
  return hint;
}

it("leads to the bot's settings once there are articles for everybody", async () => {
  const hint = await show();
  await hint.findAll("button")[0]!.trigger("click");
  expect(push).toHaveBeenCalledWith({ name: "inbox-settings", params: { id: "i1" }, hash: "#bot" });
});

it("is not there where the bot answers already, or has nothing to answer from", async () => {
  enabled = true;
  expect((await show()).find("section").exists()).toBe(false);
  enabled = false;
  articles = [];
  expect((await show()).find("section").exists()).toBe(false);
});

it("does not come again once it was declined", async () => {
  await (await show()).findAll("button")[1]!.trigger("click");
  expect((await show()).find("section").exists()).toBe(false);
});
