import { describe, expect, it } from "vitest";

import { splitLinks } from "./links";

const links = (text: string) => splitLinks(text).flatMap((piece) => (piece.href ? [piece.text] : []));

describe("links in text", () => {
  it.each([
    ["see https://shop.example/a?b=1#c.", ["https://shop.example/a?b=1#c"]],
    ["(https://shop.example/wiki/A_(b))", ["https://shop.example/wiki/A_(b)"]],
    ["https://a.example, http://b.example!", ["https://a.example", "http://b.example"]],
    ["Xem https://shop.example/đơn-hàng nhé", ["https://shop.example/đơn-hàng"]],
    ["HTTPS://SHOP.EXAMPLE", ["HTTPS://SHOP.EXAMPLE"]],
    ["javascript:alert(1) data:text/html,x ftp://a.example", []],
    ["https:// nothing, and shop.example alone", []],
    ["<a href=\"https://shop.example\">", ["https://shop.example"]],
    ["", []],
  ])("finds in %j the addresses %j", (text, found) => {
    expect(links(text)).toEqual(found);
  });

  it("keeps every character of the text", () => {
    for (const text of ["", "a https://b.example/c. d", "https://x.example", "))) https://y.example]] <b>"]) {
      expect(splitLinks(text).map((piece) => piece.text).join("")).toBe(text);
    }
  });

  it("has only http and https as targets", () => {
    const text = "https://a.example javascript://b.example/%0aalert(1) http://c.example";
    expect(splitLinks(text).flatMap((piece) => piece.href ?? [])).toEqual(["https://a.example/", "http://c.example/"]);
  });
});
