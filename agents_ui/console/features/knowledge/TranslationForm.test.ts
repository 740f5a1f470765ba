import { locale } from "@shared/i18n";
import { mount } from "@vue/test-utils";
import { beforeEach, expect, it } from "vitest";

import type { Text } from "./draft";
import { translation } from "./fixtures";
import TranslationForm from "./TranslationForm.vue";

beforeEach(() => void (locale.value = "en"));

/** The address after the title was changed. */
async function retitled(slug: string, published: string | null): Promise<string> {
  const first: Text = { title: "how do I ship to canada", summary: "", slug, body: "" };
  const form = mount(TranslationForm, {
    props: { language: "en" as const, kept: translation({ slug, published_slug: published }), faults: [], fault: () => null, disabled: false, modelValue: first },
    global: { stubs: { BodyEditor: true, FaultList: true } },
  });
  await form.get("input").setValue("Shipping to Canada");
  for (const [text] of form.emitted("update:modelValue") as [Text][]) await form.setProps({ modelValue: text });
  return (form.emitted("update:modelValue")!.at(-1) as [Text])[0].slug;
}

it("lets the address go along with the title until readers have it, unless it is another one", async () => {
  expect(await retitled("how-do-i-ship-to-canada", null)).toBe("shipping-to-canada");
  expect(await retitled("how-do-i-ship-to-canada", "how-do-i-ship-to-canada")).toBe("how-do-i-ship-to-canada");
  expect(await retitled("canada", null)).toBe("canada");
});
