import { mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";

import { locale } from "../../i18n/index";
import EmojiPicker from "./EmojiPicker.vue";

beforeEach(() => {
  locale.value = "en";
});

describe("the emoji picker", () => {
  it("names each emoji in the interface's language and gives the chosen one", async () => {
    const picker = mount(EmojiPicker);
    await picker.find('button[aria-label="thumbs up, yes, like"]').trigger("click");
    expect(picker.emitted("pick")).toEqual([["👍"]]);
    locale.value = "vi";
    await picker.vm.$nextTick();
    expect(picker.find('button[aria-label="ngón cái, thích, đồng ý"]').exists()).toBe(true);
  });

  it("has one stop for Tab, which the arrow keys move", async () => {
    const picker = mount(EmojiPicker, { attachTo: document.body });
    expect(picker.findAll('button[tabindex="0"]')).toHaveLength(1);
    await picker.find("button").trigger("keydown", { key: "ArrowDown" });
    expect(picker.find('button[tabindex="0"]').attributes("data-place")).toBe("7");
    expect(document.activeElement).toBe(picker.find('button[tabindex="0"]').element);
    picker.unmount();
  });

  it("takes the first that was found with Enter, and says when nothing was", async () => {
    const picker = mount(EmojiPicker);
    const search = picker.find("input");
    await search.setValue("gio hang");
    await search.trigger("keydown", { key: "Enter" });
    expect(picker.emitted("pick")).toEqual([["🛒"]]);
    await search.setValue("zzz");
    expect(picker.text()).toContain("No emoji has this name.");
  });

  it("asks to be closed with Escape, and keeps the key to itself", async () => {
    let heard = 0;
    const picker = mount(EmojiPicker, { attachTo: document.body });
    document.body.addEventListener("keydown", () => (heard += 1), { once: true });
    await picker.find("input").trigger("keydown", { key: "Escape" });
    expect(picker.emitted("close")).toHaveLength(1);
    expect(heard).toBe(0);
    picker.unmount();
  });
});
