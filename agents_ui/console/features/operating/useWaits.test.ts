import { locale } from "@shared/i18n";
import { expect, it } from "vitest";

import { duration } from "./useWaits";

it.each([
  [0, "0 sec", "0 giây"],
  [59.4, "59 sec", "59 giây"],
  [-90, "1 min 30 sec", "1 phút 30 giây"],
  [240, "4 min", "4 phút"],
])("%d seconds are read as a wait, whichever way they are wrong", (seconds, english, vietnamese) => {
  locale.value = "en";
  expect(duration(seconds)).toBe(english);
  locale.value = "vi";
  expect(duration(seconds)).toBe(vietnamese);
});
