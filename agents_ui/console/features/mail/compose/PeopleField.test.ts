import { enableAutoUnmount, flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../../api";
import type { Person } from "../people";
import PeopleField from "./PeopleField.vue";

const HAI = { address: "hai@customer.example", name: "Hải" };

function field(people: Person[] = []) {
  const box = mount(PeopleField, {
    props: { label: "To", near: [HAI], modelValue: people, "onUpdate:modelValue": (next: Person[]) => box.setProps({ modelValue: next }) },
    attachTo: document.body,
  });
  return { box, input: box.get("input"), chips: () => box.findAll(".chip").map((one) => one.text()) };
}

enableAutoUnmount(afterEach);

describe("the field of people", () => {
  beforeEach(() => {
    vi.spyOn(api, "get").mockResolvedValue({ items: [], next: null });
  });

  it("makes a person of what is typed, by Enter, a comma or leaving it", async () => {
    const { input, chips } = field();
    await input.setValue("ann@customer.example");
    await input.trigger("keydown", { key: "Enter" });
    await input.setValue("bo@customer.example,");
    await input.setValue("Chi <chi@customer.example>");
    await input.trigger("blur");
    expect(chips()).toEqual(["ann@customer.example", "bo@customer.example", "Chi chi@customer.example"]);
    expect(input.element.value).toBe("");
  });

  it("leaves Enter to the input method", async () => {
    const { input, chips } = field();
    await input.setValue("ann@customer.example");
    await input.trigger("keydown", { key: "Enter", isComposing: true });
    expect(chips()).toEqual([]);
  });

  it("suggests those of the conversation, and takes the marked one", async () => {
    const { box, input, chips } = field();
    await input.trigger("focus");
    await input.setValue("hai");
    await flushPromises();
    expect(box.get("[role=option]").text()).toContain(HAI.address);
    await input.trigger("keydown", { key: "ArrowDown" });
    expect(input.attributes("aria-activedescendant")).toBe(box.get("[role=option]").attributes("id"));
    await input.trigger("keydown", { key: "Enter" });
    expect(chips()).toEqual(["Hải hai@customer.example"]);
  });

  it("marks what is no address, which is written on where one clicks it; Backspace takes the last away", async () => {
    const { box, input, chips } = field([HAI, { address: "nobody", name: "" }]);
    expect(box.find(".wrong").exists()).toBe(true);
    await box.get(".wrong .name").trigger("click");
    expect(input.element.value).toBe("nobody");
    await input.setValue("");
    await input.trigger("keydown", { key: "Backspace" });
    expect(chips()).toEqual([]);
  });
});
