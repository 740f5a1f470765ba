import { afterEach, describe, expect, it } from "vitest";

import { settings } from "../preferences/settings";
import { ACTION_NAMES, ACTIONS, actionOf, keysOf } from "./actions";
import { isSingle, shown, written, type Pressed } from "./keys";

const press = (key: string, held: Partial<Pressed> = {}): Pressed => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe("keys as they are written down", () => {
  it.each([
    [press("j"), "j"],
    [press("E", { shiftKey: true }), "shift+e"],
    [press("?", { shiftKey: true }), "?"],
    [press("k", { metaKey: true }), "mod+k"],
    [press("F", { ctrlKey: true, shiftKey: true }), "mod+shift+f"],
    [press("∆", { altKey: true, code: "KeyJ" }), "alt+j"],
    [press("Shift", { shiftKey: true }), null],
  ])("%o", (event, expected) => {
    expect(written(event)).toBe(expected);
  });

  it("are single without Ctrl or Alt", () => {
    expect(["j", "shift+e", "?"].every(isSingle)).toBe(true);
    expect(["mod+k", "alt+j"].some(isSingle)).toBe(false);
  });

  it("stand as on the keyboard", () => {
    expect(shown("mod+shift+f", false)).toEqual(["Ctrl", "Shift", "F"]);
    expect(shown("mod+k", true)).toEqual(["⌘", "K"]);
  });
});

describe("the actions", () => {
  afterEach(() => {
    settings.shortcuts = {};
  });

  it("have each their own keys", () => {
    const all = ACTION_NAMES.flatMap((name) => [...ACTIONS[name].keys]);
    expect(new Set(all).size).toBe(all.length);
  });

  it("follow what their user has chosen", () => {
    settings.shortcuts = { resolve: "x", next: "" };
    expect(actionOf("x")).toBe("resolve");
    expect(actionOf("e")).toBeUndefined();
    expect(keysOf("next")).toEqual(["alt+j"]);
    settings.shortcuts = { resolve: "j" };
    expect(actionOf("j")).toBe("resolve");
  });
});
