// The browser's cleaner passes the table that the server's passes.
import { describe, expect, it } from "vitest";

import cases from "./cleaning.cases.json";
import { cleanText, cleanUrl } from "./cleaning";

describe("an address", () => {
  it.each(cases.urls as [string, string | null][])("%s is kept as %s", (given, expected) => {
    const kept = cleanUrl(given);
    expect(kept === null ? null : decodeURI(kept)).toBe(expected === null ? null : decodeURI(expected));
  });

  it("keeps no secret that is written oddly", () => {
    for (const written of ["ann@example.com", "ann%40example.com", "ann%2540example.com", "4111 1111 1111 1111"]) {
      for (const place of ["?x=", "?a=1&b=", "/", "#/r?x=", "?"]) {
        const kept = decodeURIComponent(decodeURIComponent(cleanUrl(`https://shop.example/p${place}${written}`)!));
        expect(kept).not.toMatch(/ann@|4111/);
      }
    }
  });
});

it.each(cases.texts as [string, string][])("the text %j is kept as %j", (given, expected) => {
  expect(cleanText(given)).toBe(expected);
});
