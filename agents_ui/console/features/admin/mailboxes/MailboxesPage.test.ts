import { locale } from "@shared/i18n";
import { enableAutoUnmount, flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { TooltipProvider } from "reka-ui";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { h } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";

import { api } from "../../../api";
import MailboxesPage from "./MailboxesPage.vue";

enableAutoUnmount(afterEach);

const BOX = {
  id: "m", inbox: "i", name: "Shop", address: "support@shop.example", aliases: [], kind: "imap", incoming: { auth: "password" }, outgoing: {}, settings: {},
  state: "working", last_contact_at: null, failing_since: null, failure: null, waiting: 0, unsent: 2, quarantined: 0, form_url: "", version: 3,
};
const dialog = () => document.querySelector("[role=dialog]")!;
const button = (name: string) => [...dialog().querySelectorAll("button")].find((one) => one.textContent?.trim() === name)!;

async function choose(name: string, changes: Partial<typeof BOX>): Promise<void> {
  vi.spyOn(api, "get").mockImplementation(async (path: string) => (path === "/mailboxes" ? { items: [{ ...BOX, ...changes }], next: null } : { items: [], next: null }) as never);
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/", component: { template: "<i />" } }] });
  await router.push("/");
  const page = mount(() => h(TooltipProvider, () => h(MailboxesPage)), { global: { plugins: [router] }, attachTo: document.body });
  await flushPromises();
  await page.get("[aria-label='What can be done with support@shop.example']").trigger("keydown", { key: "Enter" });
  await flushPromises();
  const item = [...document.querySelectorAll<HTMLElement>("[role=menuitem]")].find((one) => one.textContent?.trim() === name)!;
  item.click();
  await flushPromises();
}

describe("a mailbox that is to be no more", () => {
  beforeEach(() => {
    locale.value = "en";
    setActivePinia(createPinia());
    vi.restoreAllMocks();
  });

  it("is disabled once it was said what becomes of its mail and of what is still to leave", async () => {
    const send = vi.spyOn(api, "send").mockResolvedValue({});
    await choose("Disable", {});
    expect(send).not.toHaveBeenCalled();
    expect(dialog().textContent).toContain("it stays at the server");
    expect(dialog().textContent).toContain("2 mails are still to leave");
    button("Disable").click();
    await flushPromises();
    expect(send).toHaveBeenCalledWith("PATCH", "/mailboxes/m", { version: 3, disabled: true });
  });

  it("says of one that is brought that its mail comes back to the senders, and nothing of mails where none waits", async () => {
    await choose("Disable", { kind: "relay", unsent: 0 });
    expect(dialog().textContent).toContain("comes back to whoever sent it");
    expect(dialog().textContent).not.toContain("still to leave");
  });

  it("is removed once its address was typed", async () => {
    const send = vi.spyOn(api, "send").mockResolvedValue(undefined);
    await choose("Remove…", { state: "disabled" });
    expect(dialog().textContent).toContain("they fail at once");
    const field = dialog().querySelector("input")!;
    for (const [text, may] of [["support@shop", false], ["Support@shop.example ", true]] as const) {
      field.value = text;
      field.dispatchEvent(new Event("input"));
      await flushPromises();
      expect(button("Remove the mailbox").disabled).toBe(!may);
    }
    dialog().querySelector("form")!.dispatchEvent(new Event("submit", { cancelable: true }));
    await flushPromises();
    expect(send).toHaveBeenCalledWith("DELETE", "/mailboxes/m");
    expect(document.querySelector("[role=dialog]")).toBeNull();
  });
});
