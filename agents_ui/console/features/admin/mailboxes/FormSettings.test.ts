import { mount } from "@vue/test-utils";
import { describe, expect, it } from "vitest";

import FormSettings from "./FormSettings.vue";

const URL = "https://desk.example/contact/abc";
const shown = (form: object, url: string | null = URL) => mount(FormSettings, { props: { form, url } });

describe("the contact form in the settings", () => {
  it("is off until somebody turns it on", async () => {
    const box = shown({});
    expect(box.findAll("pre")).toHaveLength(0);
    await box.get("input[type=checkbox]").setValue(true);
    expect(box.emitted("change")).toEqual([[{ enabled: true, privacy_url: "" }]]);
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
    expect(box.emitted("change")).toEqual([[{ enabled: true, privacy_url: "https://shop.example/privacy" }]]);
  });
});
