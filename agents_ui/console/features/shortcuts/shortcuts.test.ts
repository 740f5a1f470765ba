import { mount } from "@vue/test-utils";
import { afterEach, describe, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";

import { singleKeys } from "../preferences/settings";
import { useShortcut, useShortcuts } from "./shortcuts";

describe("shortcuts", () => {
  const action = vi.fn();
  const Page = defineComponent(() => {
    useShortcuts();
    useShortcut("next", action);
    return () => h("div", [h("input"), h("textarea"), h("div", { role: "menu" }, h("button", "x"))]);
  });
  const press = (target: EventTarget, init: KeyboardEventInit = {}) =>
    target.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true, ...init }));

  const open = () => mount(Page, { attachTo: document.body });

  afterEach(() => {
    document.body.innerHTML = "";
    action.mockClear();
    singleKeys.value = true;
  });

  it("fire on the page", () => {
    const page = open();
    press(document.body);
    expect(action).toHaveBeenCalledOnce();
    page.unmount();
  });

  it("never fire while somebody writes or chooses from a menu", () => {
    const page = open();
    for (const place of ["input", "textarea", "button"]) press(page.get(place).element);
    expect(action).not.toHaveBeenCalled();
    page.unmount();
  });

  it("leave the browser's own combinations alone", () => {
    const page = open();
    press(document.body, { ctrlKey: true });
    press(document.body, { metaKey: true });
    expect(action).not.toHaveBeenCalled();
    page.unmount();
  });

  it("with Alt work while somebody writes, but not in a dialog or a menu", () => {
    const page = open();
    press(page.get("textarea").element, { altKey: true });
    expect(action).toHaveBeenCalledOnce();
    press(page.get("button").element, { altKey: true });
    expect(action).toHaveBeenCalledOnce();
    page.unmount();
  });

  it("can be turned off, and end with what bound them", () => {
    const page = open();
    singleKeys.value = false;
    press(document.body);
    singleKeys.value = true;
    page.unmount();
    press(document.body);
    expect(action).not.toHaveBeenCalled();
  });
});
