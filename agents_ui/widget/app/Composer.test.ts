import { locale } from "@shared/i18n/index";
import { mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { nextTick, ref, shallowRef } from "vue";

import type { Boot } from "./boot";
import Composer from "./Composer.vue";
import { createAttachments } from "./files/attachments";
import type { Session } from "./session";
import { emptyChat } from "./state";

const write = vi.fn();
const typing = vi.fn();

function composer(text = "", preview = false) {
  const draft = ref(text);
  const boot = { inbox: { name: "Shop", title: {}, typing_preview: preview, files: true }, embed_token: "e", max_file_bytes: 100 };
  const attachments = createAttachments(boot as unknown as Boot, () => "token");
  const session = { boot, draft, attachments, chat: shallowRef(emptyChat()), previewing: () => preview, write, typing } as unknown as Session;
  const wrapper = mount(Composer, { props: { session }, attachTo: document.body });
  return { wrapper, draft, field: wrapper.get("textarea"), send: wrapper.get("button[type=submit]") };
}

beforeEach(() => {
  write.mockReset();
  typing.mockReset();
  locale.value = "en";
});

describe("the Enter key", () => {
  it("sends what is written, without blank ends", async () => {
    await composer("  Hello \n").field.trigger("keydown", { key: "Enter" });
    expect(write).toHaveBeenCalledExactlyOnceWith("Hello", undefined, []);
  });

  it.each([
    ["with Shift", { shiftKey: true }],
    ["in the middle of a syllable", { isComposing: true }],
    ["that ends the composing in Safari", { keyCode: 229 }],
  ])("does not send %s", async (_, event) => {
    await composer("Xin chào").field.trigger("keydown", { key: "Enter", ...event });
    expect(write).not.toHaveBeenCalled();
  });

  it("does not send nothing", async () => {
    await composer(" \n ").field.trigger("keydown", { key: "Enter" });
    expect(write).not.toHaveBeenCalled();
  });
});

describe("the limit", () => {
  it("counts characters as people do, and says how many are left near the end", async () => {
    const { wrapper, send } = composer("😀".repeat(7_999));
    expect(wrapper.text()).toContain("1 character left");
    expect(send.attributes("disabled")).toBeUndefined();
  });

  it("keeps a longer text from being sent and says by how much it is too long", async () => {
    const { wrapper, field, send } = composer("x".repeat(8_002));
    await field.trigger("keydown", { key: "Enter" });
    expect(write).not.toHaveBeenCalled();
    expect(wrapper.get("[role=status]").text()).toBe("2 characters too many: a message has at most 8,000.");
    expect([send.attributes("disabled"), field.attributes("aria-invalid")]).toEqual(["", "true"]);
    expect(field.attributes("aria-describedby")).toBe(wrapper.get("[role=status]").attributes("id"));
  });
});

it("says that the visitor types, and that it is over when the field is empty or left", async () => {
  const { draft, field } = composer();
  await field.setValue("X");
  draft.value = "";
  await nextTick();
  await field.trigger("blur");
  expect(typing.mock.calls).toEqual([["X"], [""], [""]]);
});

it("is named in the language that is chosen", async () => {
  const { field, send } = composer();
  locale.value = "vi";
  await nextTick();
  expect([field.attributes("aria-label"), send.attributes("aria-label")]).toEqual(["Tin nhắn của bạn", "Gửi"]);
});

it("discloses that staff see what is written before it is sent", () => {
  expect(composer().wrapper.text()).not.toContain("before you send it");
  const { wrapper, field } = composer("", true);
  expect(wrapper.get(`#${field.attributes("aria-describedby")!}`).text()).toBe("Shop sees what you write before you send it.");
});

it("puts an emoji where the cursor is", async () => {
  const { wrapper, draft, field } = composer("Hello Lan");
  field.element.setSelectionRange(5, 5);
  await wrapper.get('button[aria-label="Emoji"]').trigger("click");
  await vi.waitFor(() => expect(wrapper.findAll('[role="gridcell"]').length).toBeGreaterThan(0));
  await wrapper.get('button[aria-label^="waving"]').trigger("click");
  expect(draft.value).toBe("Hello👋 Lan");
});
