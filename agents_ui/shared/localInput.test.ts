import { describe, expect, it } from "vitest";

import { fromLocalInput, toLocalInput } from "./localInput";

describe("a local time input", () => {
  it("gives back the minute it was given", () => {
    const instant = new Date(2026, 10, 22, 7, 5).toISOString();
    expect(toLocalInput(instant)).toBe("2026-11-22T07:05");
    expect(fromLocalInput(toLocalInput(instant))).toBe(instant);
  });

  it("is empty for nothing and for what is no time", () => {
    expect(toLocalInput(null)).toBe("");
    expect(toLocalInput("soon")).toBe("");
    expect(fromLocalInput("")).toBeNull();
    expect(fromLocalInput("soon")).toBeNull();
  });
});
