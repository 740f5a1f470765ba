import { describe, expect, it } from "vitest";

import shared from "../../../../tests/replies/cases.json";
import { firstName, render } from "./replyText";

const values: Record<string, string> = shared.values;
const cases = shared.cases as [string, string][];
const names = shared.first_names as [string, string, string][];

describe("a canned reply", () => {
  it.each(cases)("%j reads %j", (text, rendered) => {
    expect(render(text, values)).toBe(rendered);
  });

  it("takes no value from what every object has", () => {
    expect(render("{{constructor}}{{toString|x}}", values)).toBe("x");
  });

  it.each(names)("calls %j (%s) %j", (name, locale, first) => {
    expect(firstName(name, locale)).toBe(first);
  });
});
