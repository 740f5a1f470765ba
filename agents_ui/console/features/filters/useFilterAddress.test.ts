import { describe, expect, it } from "vitest";

import { filtersIn, queryWith } from "./useFilterAddress";

describe("filters in the address", () => {
  it("are read from what is known, once each", () => {
    expect(filtersIn({ inbox: "a", label: ["b", "c"], agent: "", other: "x" })).toEqual({ inbox: "a" });
  });

  it("come back as they were written, and leave the rest of the address", () => {
    const query = queryWith({ message: "7", agent: "old" }, { inbox: "a", agent: null, label: "vip" });
    expect(query).toEqual({ message: "7", inbox: "a", label: "vip" });
    expect(filtersIn(query)).toEqual({ inbox: "a", label: "vip" });
  });
});
