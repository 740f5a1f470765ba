import { flushPromises, mount } from "@vue/test-utils";
import { TooltipProvider } from "reka-ui";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { h } from "vue";

import { api } from "../../../api";
import { useFields } from "../../customers/customers";
import FormSettings from "./FormSettings.vue";

const URL = "https://desk.example/contact/abc";
const shown = (form: object, url: string | null = URL) =>
  mount({ render: () => h(TooltipProvider, () => h(FormSettings, { form, url })) }).getComponent(FormSettings);

const CUSTOM = ["order_number", "glaze"].map((key) => ({ id: key, key, kind: "text", names: { en: key.replace("_", " ") }, choices: [], values: 0, version: 1 }));
const has = async (items: object[]) => {
  vi.spyOn(api, "get").mockReset().mockResolvedValue({ items });
  useFields(true);
  await flushPromises();
};

describe("the contact form in the settings", () => {
  beforeEach(() => has([]));

  it("is off until somebody turns it on", async () => {
    const box = shown({});
    expect(box.findAll("pre")).toHaveLength(0);
    await box.get("input[type=checkbox]").setValue(true);
    expect(box.emitted("change")).toEqual([[{ enabled: true, privacy_url: "", fields: [] }]]);
  });

  it("says where it is, with a line that links to it", () => {
    const codes = shown({ enabled: true }).findAll("pre").map((one) => one.text());
    expect(codes).toEqual([URL, `<a href="${URL}">Contact us</a>`]);
    expect(shown({ enabled: true }, null).text()).toContain("once the mailbox is connected");
  });

  it("keeps what else is set, and says that an address is none", async () => {
    const box = shown({ enabled: true, privacy_url: "shop.example" });
    expect(box.text()).toContain("An address begins with https://.");
    await box.get("input[type=url]").setValue(" https://shop.example/privacy ");
    expect(box.emitted("change")).toEqual([[{ enabled: true, privacy_url: "https://shop.example/privacy", fields: [] }]]);
  });

  it("asks for the custom fields that one chooses, and for those that have to be filled in", async () => {
    await has(CUSTOM);
    const box = shown({ enabled: true, fields: [{ key: "order_number", required: false }] });
    expect(box.get("li").text()).toContain("order number");
    await box.findAll("input[type=checkbox]")[1]!.setValue(true);
    expect(box.emitted("change")).toEqual([[{ enabled: true, privacy_url: "", fields: [{ key: "order_number", required: true }] }]]);
    await box.get("select").setValue("glaze");
    expect(box.emitted("change")![1]).toEqual([{ enabled: true, privacy_url: "", fields: [{ key: "order_number", required: false }, { key: "glaze", required: false }] }]);
    expect(box.findAll("option").map((one) => one.text())).toEqual(["Choose a field…", "glaze"]);
  });

  it("names a field that was deleted, which can be taken away", async () => {
    const box = shown({ enabled: true, fields: [{ key: "gone", required: true }] });
    expect(box.get("li").text()).toContain("Deleted field gone");
    await box.get("[aria-label='Do not ask for gone']").trigger("click");
    expect(box.emitted("change")).toEqual([[{ enabled: true, privacy_url: "", fields: [] }]]);
  });

  it("says that there is nothing to ask for while there are no custom fields", () => {
    const box = shown({ enabled: true });
    expect(box.text()).toContain("Once there are custom fields, the form can ask for them.");
    expect(box.find("select").exists()).toBe(false);
  });
});
