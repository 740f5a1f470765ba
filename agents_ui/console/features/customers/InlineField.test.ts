import { locale } from "@shared/i18n";
import { mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";

import InlineField from "./InlineField.vue";

const saved: (string | null)[] = [];

function show(part: Partial<InstanceType<typeof InlineField>["$props"]> = {}, wrong: string | null = null) {
  const save = async (value: string | null) => {
    saved.push(value);
    return Promise.resolve(wrong);
  };
  const props = { label: "E-mail", value: "a@x.example", kind: "email" as const, editable: true, save, ...part };
  return mount(InlineField, { props, attachTo: document.body });
}

describe("a detail", () => {
  beforeEach(() => {
    locale.value = "en";
    saved.length = 0;
  });

  it("is saved by Enter, and emptied to nothing", async () => {
    const field = show();
    await field.get("button").trigger("click");
    await field.get("input").setValue("  ");
    await field.get("input").trigger("keydown", { key: "Enter" });
    expect(saved).toEqual([null]);
  });

  it("is left alone by Escape and where nothing has changed", async () => {
    const field = show();
    await field.get("button").trigger("click");
    await field.get("input").trigger("keydown", { key: "Enter" });
    await field.get("button").trigger("click");
    await field.get("input").setValue("other");
    await field.get("input").trigger("keydown", { key: "Escape" });
    expect(saved).toEqual([]);
    expect(field.text()).toContain("a@x.example");
  });

  it("says while one writes that somebody else has changed it, and undoes that for nobody who wrote nothing", async () => {
    const field = show();
    await field.get("button").trigger("click");
    await field.setProps({ value: "b@x.example" });
    expect(field.get("[role=alert]").text()).toContain("b@x.example");
    await field.get("input").trigger("blur");
    expect([saved, field.text()]).toEqual([[], expect.stringContaining("b@x.example")]);
  });

  it("stays open with what is wrong", async () => {
    const field = show({}, "This is not an e-mail address.");
    await field.get("button").trigger("click");
    await field.get("input").setValue("nobody");
    await field.get("input").trigger("blur");
    await new Promise((done) => setTimeout(done));
    expect(field.get("[role=alert]").text()).toContain("not an e-mail");
    expect(field.get("input").attributes("aria-invalid")).toBe("true");
  });

  it("cannot be changed by who may not", () => {
    expect(show({ editable: false }).find("button").exists()).toBe(false);
  });
});
