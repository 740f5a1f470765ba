import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { row } from "./fixtures";
import SnoozeDialog from "./SnoozeDialog.vue";

describe("snoozing until a time of one's own", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    vi.spyOn(api, "send").mockReset().mockImplementation(async () => row({ status: "snoozed", version: 2 }));
  });
  afterEach(() => (document.body.innerHTML = ""));

  it("is refused for what is past, and closes when it is done", async () => {
    const dialog = mount(SnoozeDialog, { props: { row: row(), open: true }, attachTo: document.body });
    await flushPromises();
    const field = document.querySelector<HTMLInputElement>("input[type=datetime-local]")!;
    const submit = async (text: string) => {
      field.value = text;
      field.dispatchEvent(new Event("input"));
      document.querySelector("form")!.dispatchEvent(new Event("submit"));
      await flushPromises();
    };
    await submit("2020-01-01T09:00");
    expect(document.body.textContent).toContain("This time is past.");
    expect(api.send).not.toHaveBeenCalled();
    await submit("2099-01-01T09:00");
    const until = new Date(2099, 0, 1, 9).toISOString();
    expect(api.send).toHaveBeenCalledWith("POST", "/conversations/c/snooze", { until });
    expect(dialog.emitted("update:open")?.at(-1)).toEqual([false]);
    dialog.unmount();
  });
});
