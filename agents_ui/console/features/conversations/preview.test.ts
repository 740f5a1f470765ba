import { locale } from "@shared/i18n";
import { mount } from "@vue/test-utils";
import { expect, it } from "vitest";

import { previewText } from "./preview";
import PreviewText from "./PreviewText.vue";

it.each([
  ["en", "📎 crack.png, bill.pdf", "Attachment: crack.png, bill.pdf"],
  ["vi", "📎 hóa đơn.pdf", "Tệp đính kèm: hóa đơn.pdf"],
  ["vi", "📎", "Tệp đính kèm"],
  ["en", "See 📎", "See 📎"],
] as const)("in %s says of %s in words that it is files alone", (language, preview, words) => {
  locale.value = language;
  expect(previewText(preview)).toBe(words);
});

it("leaves the signs of formatting out of a mail alone", () => {
  expect(previewText("**Hello**", true)).toBe("Hello");
  expect(previewText("**Hello**")).toBe("**Hello**");
});

it("draws a clip before what is files alone", () => {
  const clips = (preview: string) => mount(PreviewText, { props: { preview } }).findAll(".clip").length;
  expect([clips("📎 a.png"), clips("Hello")]).toEqual([1, 0]);
});
