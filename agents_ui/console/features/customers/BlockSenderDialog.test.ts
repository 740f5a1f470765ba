import { ApiError } from "@shared/api";
import { locale } from "@shared/i18n";
import { flushPromises, mount, type VueWrapper } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import BlockSenderDialog from "./BlockSenderDialog.vue";

describe("blocking a sender", () => {
  let dialog: VueWrapper;
  let asked: unknown[];

  beforeEach(async () => {
    locale.value = "en";
    setActivePinia(createPinia());
    asked = [];
    vi.spyOn(api, "send").mockImplementation(async (_method, _path, body) => {
      asked.push(body);
      const given = body as { sender: string; sure: boolean };
      if (given.sender === "gmail.com" && !given.sure) {
        throw new ApiError(422, "free_mail_domain", "Many people have an address there.", "sender");
      }
      return {} as never;
    });
    dialog = mount(BlockSenderDialog, { props: { open: true }, attachTo: document.body });
    await flushPromises();
  });
  afterEach(() => dialog.unmount());

  async function block(sender: string): Promise<void> {
    const field = document.querySelector<HTMLInputElement>("input[type=text], input:not([type])")!;
    field.value = sender;
    field.dispatchEvent(new Event("input"));
    await flushPromises();
    document.querySelector("form")!.dispatchEvent(new Event("submit", { cancelable: true }));
    await flushPromises();
  }
  const sure = () => document.querySelector<HTMLInputElement>("input[type=checkbox]");

  it("takes an address as it is", async () => {
    await block("Spam@Bad.Example ");
    expect(asked).toEqual([{ sender: "spam@bad.example", sure: false, reason: "", expires_at: null }]);
    expect(dialog.emitted("done")).toHaveLength(1);
    expect(sure()).toBeNull();
  });

  it("has a large provider's domain confirmed, and forgets that for another one", async () => {
    await block("@gmail.com");
    expect(dialog.emitted("done")).toBeUndefined();
    sure()!.click();
    await block("gmail.com");
    expect(asked.at(-1)).toMatchObject({ sender: "gmail.com", sure: true });
    expect(dialog.emitted("done")).toHaveLength(1);
  });
});
