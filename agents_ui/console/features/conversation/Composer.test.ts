import { mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { useLive } from "../live/live";
import Composer from "./Composer.vue";
import { row } from "./fixtures";
import { useThreads } from "./threads";

describe("the composer", () => {
  beforeEach(() => {
    sessionStorage.clear();
    setActivePinia(createPinia());
    vi.spyOn(useLive(), "send").mockReturnValue(true);
  });

  const open = () => {
    const send = vi.spyOn(useThreads(), "send");
    const box = mount(Composer, { props: { row: row() } });
    return { box, field: box.get("textarea"), send };
  };

  it("sends with Enter, trimmed, and is empty again", async () => {
    const { field, send } = open();
    await field.setValue("  hello  ");
    await field.trigger("keydown", { key: "Enter" });
    expect(send).toHaveBeenCalledWith("c", "hello", "public");
    expect(field.element.value).toBe("");
  });

  it("leaves Shift+Enter, and Enter of an input method, to the text", async () => {
    const { field, send } = open();
    await field.setValue("xin chao");
    await field.trigger("keydown", { key: "Enter", shiftKey: true });
    await field.trigger("keydown", { key: "Enter", isComposing: true });
    expect(send).not.toHaveBeenCalled();
  });

  it("sends nothing that is only space", async () => {
    const { box, field, send } = open();
    await field.setValue("   ");
    await field.trigger("keydown", { key: "Enter" });
    expect(send).not.toHaveBeenCalled();
    expect(box.get("button[type=submit]").attributes("disabled")).toBeDefined();
  });

  it("keeps reply and note apart, and never tells the customer that a note is typed", async () => {
    const { box, field, send } = open();
    await field.setValue("to the customer");
    const said = vi.mocked(useLive().send).mock.calls.length;
    await box.get(".modes .note").trigger("click");
    expect(field.element.value).toBe("");
    await field.setValue("for colleagues");
    expect(vi.mocked(useLive().send).mock.calls.length).toBe(said);
    await field.trigger("keydown", { key: "Enter" });
    expect(send).toHaveBeenCalledWith("c", "for colleagues", "staff");
    await box.get(".modes .reply").trigger("click");
    expect(field.element.value).toBe("to the customer");
  });

  it("keeps a draft for each conversation", async () => {
    const { box, field } = open();
    await field.setValue("half a sentence");
    box.unmount();
    const other = mount(Composer, { props: { row: row({ id: "d" }) } });
    expect(other.get("textarea").element.value).toBe("");
    expect(open().field.element.value).toBe("half a sentence");
  });
});
