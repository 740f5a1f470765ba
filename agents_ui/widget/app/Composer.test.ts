import { locale } from "@shared/i18n/index";
import { mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { nextTick, ref, shallowRef } from "vue";

import Composer from "./Composer.vue";
import type { Session } from "./session";
import { emptyChat } from "./state";

const write = vi.fn();
const typing = vi.fn();

function composer(text = "") {
  const draft = ref(text);
  const session = { draft, chat: shallowRef(emptyChat()), write, typing } as unknown as Session;
  const wrapper = mount(Composer, { props: { session }, attachTo: document.body });
  return { wrapper, draft, field: wrapper.get("textarea"), send: wrapper.get("button") };
}

beforeEach(() => {
  write.mockReset();
  typing.mockReset();
  locale.value = "en";
});

describe("the Enter key", () => {
  it("sends what is written, without blank ends", async () => {
    await composer("  Hello \n").field.trigger("keydown", { key: "Enter" });
    expect(write).toHaveBeenCalledExactlyOnceWith("Hello");
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
  expect(typing.mock.calls).toEqual([[true], [false], [false]]);
});

it("is named in the language that is chosen", async () => {
  const { field, send } = composer();
  locale.value = "vi";
  await nextTick();
  expect([field.attributes("aria-label"), send.attributes("aria-label")]).toEqual(["Tin nhắn của bạn", "Gửi"]);
});
