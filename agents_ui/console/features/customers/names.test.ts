import { locale } from "@shared/i18n";
import { afterEach, describe, expect, it } from "vitest";

import { calledBy, isOwnName } from "./names";

describe("what a customer is called", () => {
  afterEach(() => {
    locale.value = "en";
  });

  it("puts the number of a customer without a name in the reader's language", () => {
    expect(calledBy("Visitor 52")).toBe("Visitor 52");
    locale.value = "vi";
    expect(calledBy("Visitor 52")).toBe("Khách 52");
  });

  it("leaves a name of their own alone", () => {
    locale.value = "vi";
    for (const name of ["Visitor", "Visitor Lan", "Lê Bảo Ngọc"]) {
      expect(calledBy(name)).toBe(name);
      expect(isOwnName(name)).toBe(true);
    }
  });
});
