import { locale } from "@shared/i18n";
import { enableAutoUnmount, flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, expect, it, vi } from "vitest";

import { api } from "../../../api";
import RegistrationDialog from "./RegistrationDialog.vue";

enableAutoUnmount(afterEach);

const NONE = { client_id: "", has_secret: false, tenant: "", authorize_url: "", token_url: "", userinfo_url: "", scope: "", usual_token_url: "", signed_in: [] };
const FOUND = {
  redirect_url: "https://desk.example/oauth/mailboxes",
  google: { ...NONE, usual_token_url: "https://oauth2.example/token", signed_in: ["g@shop.example"] },
  microsoft: NONE,
  custom: { ...NONE, token_url: "https://id.example/token", signed_in: ["a@shop.example", "b@shop.example"] },
  version: 1,
};
const told = () => document.querySelector(".insecure")?.textContent ?? "";

async function fill(url: string): Promise<void> {
  const label = [...document.querySelectorAll("label")].find((one) => one.textContent?.startsWith("Address of the token server"))!;
  const field = document.getElementById(label.htmlFor) as HTMLInputElement;
  field.value = url;
  field.dispatchEvent(new Event("input"));
  await flushPromises();
}

it("says before saving who has to sign in again, where the token server is another one", async () => {
  locale.value = "en";
  setActivePinia(createPinia());
  vi.spyOn(api, "get").mockResolvedValue(FOUND);
  mount(RegistrationDialog, { props: { provider: "custom" }, attachTo: document.body });
  await flushPromises();
  expect(told()).toBe("");
  await fill("https://ID.example/oauth/token");
  expect(told()).toBe("");
  await fill("https://elsewhere.example/token");
  expect(told()).toContain("These 2 mailboxes have to sign in again after saving");
  expect(told()).toContain("a@shop.example, b@shop.example");
});

it("knows the provider's own token server where none is named", async () => {
  locale.value = "en";
  setActivePinia(createPinia());
  vi.spyOn(api, "get").mockResolvedValue(FOUND);
  mount(RegistrationDialog, { props: { provider: "google" }, attachTo: document.body });
  await flushPromises();
  await fill("https://oauth2.example/other");
  expect(told()).toBe("");
  await fill("https://elsewhere.example/token");
  expect(told()).toContain("g@shop.example");
});
