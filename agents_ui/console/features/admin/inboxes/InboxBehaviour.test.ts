import { locale } from "@shared/i18n";
import { mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";
import { defineComponent, h, nextTick, ref } from "vue";

import { t } from "../../../i18n";
import { faultsOf, type InboxDraft } from "./draft";
import InboxBehaviour from "./InboxBehaviour.vue";

const settings = { pre_chat: [], closed: {}, files: true, rating: true, transcript: true, typing_preview: false, colour: "#2563eb", privacy_url: "", bot: { answer_at: 0.75, clarify_at: 0.3 } };
const KEPT = { name: "Shop", allowed_sites: [], calendar: null, disabled: false, settings: { ...settings, inactivity_minutes: 30 } };

function open() {
  const draft = ref(structuredClone(KEPT) as unknown as InboxDraft);
  const fault = (place: string) => {
    const key = faultsOf(draft.value)[place];
    return key ? t(key) : null;
  };
  const Page = defineComponent(() => () => h(InboxBehaviour, { modelValue: draft.value, calendars: [], custom: [], fault }));
  const page = mount(Page, { global: { stubs: { RouterLink: true } } });
  return { page, settings: () => draft.value.settings, field: page.get<HTMLInputElement>("[inputmode=numeric]"), draft };
}

describe("the minutes of silence", () => {
  beforeEach(() => (locale.value = "en"));

  it("can be set", async () => {
    const { field, settings } = open();
    expect(field.element.value).toBe("30");
    await field.setValue("45");
    expect(settings().inactivity_minutes).toBe(45);
  });

  it.each(["-5", "1.5", "99999", "1e3", "", "soon"])("are refused while one writes %s, which stays", async (text) => {
    const { field, page } = open();
    await field.setValue(text);
    expect(page.text()).toContain("Give whole minutes, from 0 to 43,200");
    expect([field.element.value, field.attributes("aria-invalid")]).toEqual([text, "true"]);
  });

  it("are shown as they were when the changes are discarded", async () => {
    const { field, draft } = open();
    await field.setValue("soon");
    draft.value = structuredClone(KEPT) as unknown as InboxDraft;
    await nextTick();
    expect(field.element.value).toBe("30");
  });
});
