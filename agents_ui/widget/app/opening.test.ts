import { locale } from "@shared/i18n/index";
import { expect, it } from "vitest";

import { closedNow, openingTime } from "./opening";
import { t } from "./texts";

const now = new Date(2026, 2, 6, 18, 30).getTime(); // a Friday
const at = (day: number, hour: number, month = 2) => new Date(2026, month, day, hour).getTime();

it("says today and tomorrow, the weekday within a week, else the date", () => {
  expect(openingTime(at(6, 20), now, "en")).toBe("today at 20:00");
  expect(openingTime(at(7, 8), now, "en")).toBe("tomorrow at 08:00");
  expect(openingTime(at(9, 8), now, "en")).toBe("Monday at 08:00");
  expect(openingTime(at(5, 8, 3), now, "en")).toBe("Sunday, April 5 at 08:00");
});

it("says it in Vietnamese", () => {
  expect(openingTime(at(7, 8), now, "vi")).toBe("ngày mai lúc 08:00");
  expect(openingTime(at(9, 8), now, "vi")).toBe("Thứ Hai lúc 08:00");
});

it("says nothing of now where it never opens", () => {
  locale.value = "en";
  expect(closedNow({ open: false, next_open: null }, "en")).toBe(t("hours.closed"));
  expect(t("hours.closed")).toBe("We are closed.");
});
