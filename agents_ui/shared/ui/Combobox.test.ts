import { mount } from "@vue/test-utils";
import { afterEach, describe, expect, it } from "vitest";
import { defineComponent, h, nextTick, ref } from "vue";

import Combobox from "./Combobox.vue";
import MultiCombobox from "./MultiCombobox.vue";

const options = [
  { value: "1", label: "Nguyễn Thị Lan" },
  { value: "2", label: "Đặng Minh" },
  { value: "3", label: "Trần Hoa" },
];

afterEach(() => {
  document.body.innerHTML = "";
});

const items = () => [...document.querySelectorAll("[role=option]")].map((item) => item.textContent?.trim());

describe("a combobox", () => {
  it("finds by a part of the name without tone marks, and takes it with Enter", async () => {
    const value = ref<string | null>(null);
    const Page = defineComponent(
      () => () =>
        h(Combobox, {
          label: "Agent",
          options,
          modelValue: value.value,
          "onUpdate:modelValue": (next: string | null) => (value.value = next),
        }),
    );
    const page = mount(Page, { attachTo: document.body });
    const input = page.get<HTMLInputElement>("input");
    await input.setValue("dang");
    await nextTick();
    expect(items()).toEqual(["Đặng Minh"]);
    await nextTick();
    await input.trigger("keydown", { key: "Enter" });
    expect(value.value).toBe("2");
    page.unmount();
  });

  it("of several shows what is chosen, and takes the last away with Backspace", async () => {
    const values = ref(["1", "3"]);
    const Page = defineComponent(
      () => () =>
        h(MultiCombobox, {
          label: "Agents",
          options,
          modelValue: values.value,
          "onUpdate:modelValue": (next: string[]) => (values.value = next),
        }),
    );
    const page = mount(Page, { attachTo: document.body });
    expect(page.findAll(".chip").map((chip) => chip.text())).toEqual(["Nguyễn Thị Lan", "Trần Hoa"]);
    await page.get("input").trigger("keydown", { key: "Backspace" });
    expect(values.value).toEqual(["1"]);
    await page.get(".chip button").trigger("click");
    expect(values.value).toEqual([]);
    page.unmount();
  });
});
