import { describe, expect, it } from "vitest";

import { arranged, movedBy } from "./panels";

const KNOWN = ["customer", "journey", "conversation"];

describe("the folds of the context panel", () => {
  it("stand as their user has put them", () => {
    expect(arranged(KNOWN, [])).toEqual(KNOWN);
    expect(arranged(KNOWN, ["conversation", "customer", "journey"])).toEqual(["conversation", "customer", "journey"]);
  });

  it("that are new come after what they usually follow, and what is gone is left out", () => {
    expect(arranged(KNOWN, ["conversation", "orders", "customer"])).toEqual(["conversation", "customer", "journey"]);
    expect(arranged(["new", ...KNOWN], ["conversation", "customer"])).toEqual(["new", "conversation", "customer", "journey"]);
  });

  it("move one place, and not over the ends", () => {
    expect(movedBy(KNOWN, "conversation", -1)).toEqual(["customer", "conversation", "journey"]);
    expect(movedBy(KNOWN, "customer", -1)).toEqual(KNOWN);
    expect(movedBy(KNOWN, "conversation", 1)).toEqual(KNOWN);
  });
});
