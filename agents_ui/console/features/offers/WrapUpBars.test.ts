import { mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { frame, wrapUp } from "./fixtures";
import { useOffers } from "./offers";
import WrapUpBars from "./WrapUpBars.vue";

const show = () => mount(WrapUpBars, { global: { stubs: { RouterLink: { template: "<a><slot /></a>" } } } });

describe("the bars of what is to be wrapped up", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    vi.spyOn(api, "send").mockReset().mockImplementation(async () => null);
  });

  it("are none where nothing is", () => {
    expect(show().find("section").exists()).toBe(false);
  });

  it("want a code first, where the queue requires one", async () => {
    useOffers().receive(frame([], [wrapUp("w", { mode: "required" })]));
    const bars = show();
    expect(bars.get("a").text()).toBe("Wrap up Mai");
    expect(bars.get("button[type=submit]").attributes("disabled")).toBeDefined();
    await bars.get("select").setValue("Delivery");
    await bars.get("form").trigger("submit");
    expect(api.send).toHaveBeenCalledWith("POST", "/work-items/w/wrap-up", { code: "Delivery" });
  });

  it("let an optional one go without, and ask nothing where there are no codes", async () => {
    useOffers().receive(frame([], [wrapUp("w", { codes: [] })]));
    const bars = show();
    expect(bars.find("select").exists()).toBe(false);
    await bars.get("form").trigger("submit");
    expect(api.send).toHaveBeenCalledWith("POST", "/work-items/w/wrap-up", { code: null });
  });
});
