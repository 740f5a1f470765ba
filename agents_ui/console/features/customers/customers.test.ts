import { locale } from "@shared/i18n";
import { beforeEach, describe, expect, it } from "vitest";

import { fieldName, shownValue } from "./customers";

describe("a custom field", () => {
  beforeEach(() => (locale.value = "vi"));

  it("is called as the screen's language says, else as the other one, else by its key", () => {
    expect(fieldName({ key: "tier", names: { en: "Tier", vi: "Hạng" } })).toBe("Hạng");
    expect(fieldName({ key: "tier", names: { en: "Tier" } })).toBe("Tier");
    expect(fieldName({ key: "tier", names: {} })).toBe("tier");
  });

  it("shows its value as people write it", () => {
    expect(shownValue("boolean", "true")).toBe("Có");
    expect(shownValue("number", "1234.5")).toBe("1234,5");
    expect(shownValue("date", "2026-03-02")).toMatch(/2.*3.*2026/);
    expect(shownValue("choice", "Vàng")).toBe("Vàng");
  });

  it("keeps every digit of a number that is too long to count with", () => {
    expect(shownValue("number", "12345678901234567890")).toBe("12345678901234567890");
  });
});
