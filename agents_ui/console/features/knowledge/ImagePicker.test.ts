import { locale } from "@shared/i18n";
import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { api } from "../../api";
import ImagePicker from "./ImagePicker.vue";

const asked: unknown[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  locale.value = "en";
  asked.length = 0;
  setActivePinia(createPinia());
  vi.spyOn(api, "get").mockImplementation(async (_, query) => {
    asked.push(query);
    return { items: [], next: null } as never;
  });
});
afterEach(() => void vi.useRealTimers());

it("looks for images once one has typed, and says where there is none", async () => {
  const dialog = { template: "<div><slot /></div>" };
  const picker = mount(ImagePicker, { props: { open: true }, global: { stubs: { FormDialog: dialog } } });
  await flushPromises();
  expect(picker.text()).toContain("No images yet");
  for (const words of ["b", "bowl "]) await picker.get("input[type=search]").setValue(words);
  await vi.advanceTimersByTimeAsync(250);
  await flushPromises();
  expect(asked).toEqual([{ limit: 24, search: null, after: null }, { limit: 24, search: "bowl", after: null }]);
  expect(picker.text()).toContain("No such image");
});
