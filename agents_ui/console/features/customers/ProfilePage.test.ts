import { locale } from "@shared/i18n";
import type { Customer } from "@shared/wire";
import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryHistory, createRouter, RouterView } from "vue-router";

import { api } from "../../api";
import { row } from "../conversation/fixtures";
import { useConversations } from "../conversations/conversations";
import ProfilePage from "./ProfilePage.vue";

const AN = {
  id: "an", name: "An", named: true, email: "an@x.vn", phone: null, locale: "vi", created_at: "2026-03-02T01:00:00Z", version: 1,
  verified: false, blocked: false, block: null, merged_into: null, fields: {}, identities: [], conversations: 1,
} as unknown as Customer;
const talk = (version: number, customer = "an") => row({ id: "c", version, customer: { id: customer, name: "An", email: null, locale: "vi" } });

let kept: Record<string, Customer>;
let merges: () => Promise<unknown>;

async function open() {
  const routes = [
    { path: "/customers", name: "customers", component: { template: "<p />" } },
    { path: "/customers/:id", name: "customer", component: ProfilePage, props: true },
    { path: "/c/:id", name: "conversation", component: { template: "<p />" } },
  ];
  const router = createRouter({ history: createMemoryHistory(), routes });
  await router.push("/customers/an");
  const page = mount(RouterView, { global: { plugins: [router], stubs: { MergeDialog: true, BlockDialog: true } } });
  await flushPromises();
  return { page, router };
}

describe("an open profile", () => {
  beforeEach(() => {
    locale.value = "en";
    setActivePinia(createPinia());
    kept = { an: AN, binh: { ...AN, id: "binh", name: "Bình" } };
    merges = async () => ({ items: [] });
    vi.spyOn(api, "get").mockImplementation(async (path: string) => {
      if (path.endsWith("/merges")) return (await merges()) as never;
      return (kept[path.split("/")[2]!] && path.split("/").length === 3 ? kept[path.split("/")[2]!] : { items: [], next: null }) as never;
    });
    useConversations().upsert(talk(1));
  });

  it("follows what somebody else has changed", async () => {
    const { page } = await open();
    kept.an = { ...AN, name: "An Nguyễn", phone: "+84901", version: 2 };
    useConversations().upsert(talk(2));
    await flushPromises();
    expect(page.text()).toContain("An Nguyễn");
    expect(page.text()).toContain("+84901");
  });

  it("goes to the customer into whom somebody else has merged this one", async () => {
    const { router } = await open();
    kept.an = { ...AN, merged_into: "binh", version: 2 };
    useConversations().upsert(talk(2, "binh"));
    await flushPromises();
    expect(router.currentRoute.value.params.id).toBe("binh");
  });

  it("is read again when it is looked at again, for there may be no conversation to tell of it", async () => {
    const { page } = await open();
    kept.an = { ...AN, name: "An Nguyễn", version: 2 };
    document.dispatchEvent(new Event("visibilitychange"));
    await flushPromises();
    expect(page.text()).toContain("An Nguyễn");
  });

  it("does not say that nobody was merged before that is known", async () => {
    let answer: (page: unknown) => void = () => undefined;
    merges = () => new Promise((resolve) => (answer = resolve));
    const { page } = await open();
    expect(page.text()).not.toContain("Nobody");
    answer({ items: [] });
    await flushPromises();
    expect(page.text()).toContain("Nobody");
  });
});
