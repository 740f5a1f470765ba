import { locale } from "@shared/i18n";
import { toasts } from "@shared/ui/toasts";
import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import { RouterView } from "vue-router";

import { api } from "../../api";
import { router } from "../../router";
import { chooseLocale } from "../preferences/preferences";
import { USUAL } from "../preferences/settings";

const ME = { id: "lan", name: "Lan", email: "lan@shop.example", role: "agent", locale: "vi", scopes: [], preferences: USUAL };
const App = defineComponent({ render: () => h(RouterView) });

async function open(path: string) {
  await router.push(path);
  const page = mount(App, { global: { plugins: [router], stubs: { LanguageButton: true } } });
  await flushPromises();
  return page;
}

describe("somebody who was invited", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    locale.value = "en";
    toasts.value = [];
    vi.spyOn(api, "get").mockRejectedValue(new Error("nothing is read here"));
    vi.spyOn(api, "send").mockImplementation(async (_: string, path: string) =>
      (path === "/session" ? ME : { email: "lan@shop.example" }) as never,
    );
  });

  it("is welcomed in the account's language, and signs in with the address filled in and no stale word", async () => {
    const page = await open("/welcome/secret?lang=vi");
    expect(page.get("h1").text()).toBe("Chào mừng bạn");
    await page.get("input").setValue("a long enough password");
    await page.get("form").trigger("submit");
    await vi.waitFor(() => expect(router.currentRoute.value.name).toBe("sign-in"), 5_000);
    await flushPromises();
    expect(page.get<HTMLInputElement>("input[type=email]").element.value).toBe("lan@shop.example");
    expect(toasts.value).toHaveLength(1);

    router.addRoute({ path: "/inbox", name: "inbox", component: App, meta: { open: true } });
    await page.get("input[type=password]").setValue("a long enough password");
    await page.get("form").trigger("submit");
    await vi.waitFor(() => expect(toasts.value).toEqual([]));
    page.unmount();
    // The pages are compiled while they are opened, which a busy machine takes its time for.
  }, 20_000);

  it("has the console speak the account's language after signing in, unless another was chosen here", async () => {
    const { useSession } = await import("./session");
    await useSession().signIn("lan@shop.example", "x");
    expect(locale.value).toBe("vi");

    chooseLocale("en");
    setActivePinia(createPinia());
    await useSession().signIn("lan@shop.example", "x");
    expect(locale.value).toBe("en");
  });

  it("is welcomed in the language chosen in this browser, and a made-up one changes nothing", async () => {
    chooseLocale("en");
    const page = await open("/welcome/other?lang=vi");
    expect(page.get("h1").text()).toBe("Welcome");
    page.unmount();
    const strange = await open("/reset/other?lang=xx");
    expect(strange.get("h1").text()).not.toBe("");
    strange.unmount();
  });
});
