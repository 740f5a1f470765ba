import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../../api";
import { t } from "../../../i18n";
import BrandForm from "./BrandForm.vue";
import HoursForm from "./HoursForm.vue";

beforeEach(() => setActivePinia(createPinia()));

describe("the guide's first step", () => {
  it("sends the site as browsers write it, however it was typed", async () => {
    const send = vi.spyOn(api, "send").mockResolvedValue({} as never);
    const form = mount(BrandForm);
    const [name, site] = form.findAll("input:not([type=color])");
    await name!.setValue("Shop");
    await site!.setValue("shop.vn/gio-hang?x=1");
    await form.get("form").trigger("submit");
    expect(send.mock.lastCall?.[2]).toMatchObject({ allowed_sites: ["https://shop.vn"] });
  });

  it("says what is wrong with a site when the typing pauses, and no longer once it is right", async () => {
    vi.useFakeTimers();
    const form = mount(BrandForm);
    const site = form.findAll("input:not([type=color])")[1]!;
    await site.setValue("shop");
    expect(form.text()).not.toContain(t("error.site_unfit"));
    await vi.advanceTimersByTimeAsync(700);
    expect(form.text()).toContain(t("error.site_unfit"));
    await site.setValue("shop.vn");
    expect(form.text()).not.toContain(t("error.site_unfit"));
    vi.useRealTimers();
  });

  it("says with an example what a colour looks like, and sends nothing before", async () => {
    const send = vi.spyOn(api, "send").mockResolvedValue({} as never);
    const form = mount(BrandForm);
    const [name, site, colour] = form.findAll("input:not([type=color])");
    await name!.setValue("Shop");
    await site!.setValue("shop.vn");
    await colour!.setValue("blue");
    await form.get("form").trigger("submit");
    expect(form.text()).toContain("#2563eb");
    expect(form.get("form").attributes("novalidate")).toBeDefined();
    expect(send).not.toHaveBeenCalled();
  });
});

it("lets the time zone be chosen with the hours, the browser's to begin with", async () => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  vi.spyOn(api, "get").mockResolvedValue({ names: [own, "Asia/Tokyo"] } as never);
  vi.spyOn(api, "send").mockResolvedValue({} as never);
  const form = mount(HoursForm, { props: { inbox: "i" }, global: { stubs: { WeekGrid: true, OutlookLine: true } } });
  await flushPromises();
  const zone = form.get("input[role=combobox]");
  expect(form.text()).toContain(t("calendars.zone"));
  expect((zone.element as HTMLInputElement).value).toContain(own.replace("/", " / "));
});
