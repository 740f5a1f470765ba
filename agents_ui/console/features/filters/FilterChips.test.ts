import { locale } from "@shared/i18n";
import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { useLabels } from "../labels/labels";
import FilterChips from "./FilterChips.vue";

const VIP = { id: "vip", name: "VIP", colour: "#112233" };

describe("the chips of filters", () => {
  let labels: object[] | Error;

  beforeEach(() => {
    locale.value = "en";
    setActivePinia(createPinia());
    labels = [VIP];
    vi.spyOn(api, "get").mockImplementation(async (path: string) => {
      if (path === "/labels" && labels instanceof Error) throw labels;
      return { items: path === "/labels" ? labels : [], next: null } as never;
    });
  });

  async function show(label: string) {
    const chips = mount(FilterChips, { props: { modelValue: { label, agent: "lan" } } });
    await flushPromises();
    return chips;
  }

  it("name what the list is narrowed to", async () => {
    const chips = await show("vip");
    expect(chips.text()).toContain("VIP");
    expect(chips.emitted("update:modelValue")).toBeUndefined();
  });

  it("let go of a label that is deleted, before or meanwhile", async () => {
    expect((await show("old")).emitted("update:modelValue")).toEqual([[{ label: null, agent: "lan" }]]);
    const chips = await show("vip");
    labels = [];
    await useLabels().load();
    await flushPromises();
    expect(chips.emitted("update:modelValue")).toEqual([[{ label: null, agent: "lan" }]]);
  });

  it("keep a label that cannot be looked up", async () => {
    labels = new Error("no line");
    expect((await show("vip")).emitted("update:modelValue")).toBeUndefined();
  });
});
