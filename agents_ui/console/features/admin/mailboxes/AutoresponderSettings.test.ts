import { mount } from "@vue/test-utils";
import { describe, expect, it } from "vitest";

import AutoresponderSettings from "./AutoresponderSettings.vue";
import { OWN_WORDS } from "./autoresponder";

const shown = (autoresponder: object) => mount(AutoresponderSettings, { props: { autoresponder } });

describe("what a mailbox answers by itself", () => {
  it("asks how often and in whose words only where it answers", () => {
    expect(shown({}).findAll("textarea, input[type=number]")).toHaveLength(1);
    expect(shown({ enabled: true }).findAll("textarea, input[type=number]")).toHaveLength(4);
  });

  it("keeps own words by language, leaves an empty one out, and shows what is said instead", async () => {
    const box = shown({ enabled: true, promise_hours: 8, texts: { vi: "Chào bạn" } });
    const [english, vietnamese] = box.findAll("textarea");
    expect(english!.attributes("placeholder")).toBe(OWN_WORDS.en);
    await english!.setValue("Hello, by {by}");
    await vietnamese!.setValue(" ");
    expect(box.emitted("change")).toEqual([
      [{ enabled: true, promise_hours: 8, texts: { vi: "Chào bạn", en: "Hello, by {by}" } }],
      [{ enabled: true, promise_hours: 8, texts: {} }],
    ]);
  });

  it.each([
    [{}, "Empty: as shown in grey. {by} becomes the promised time."],
    [{ en: "By {by}" }, "{by} becomes the promised time."],
    [{ en: "Soon" }, "Without {by} nobody is told by when there is an answer."],
  ])("says what becomes of the time: %#", (texts, said) => expect(shown({ enabled: true, texts }).text()).toContain(said));

  it.each([
    ["36", 36],
    ["0", 1],
    ["9999", 720],
    ["", 1],
  ])("takes %s for the hours between two as the server does", async (typed, kept) => {
    const box = shown({ enabled: true });
    await box.findAll("input[type=number]")[1]!.setValue(typed);
    expect(box.emitted("change")![0]).toEqual([{ enabled: true, window_hours: kept }]);
  });
});
