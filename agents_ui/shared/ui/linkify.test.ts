import { describe, expect, it } from "vitest";

import { avatarColour, initials } from "./initials";
import { linkify } from "./linkify";

describe("linkify", () => {
  const links = (text: string) => linkify(text).filter((part) => part.href).map((part) => part.href);

  it("finds web addresses and leaves the sentence's end alone", () => {
    expect(links("See https://a.example/x?y=1, or (http://b.example).")).toEqual([
      "https://a.example/x?y=1",
      "http://b.example",
    ]);
  });

  it("never links anything but http, and never loses a character", () => {
    const text = 'javascript:alert(1) <a href="https://evil.example">x</a> data:text/html,hi';
    expect(links(text)).toEqual(["https://evil.example"]);
    expect(linkify(text).map((part) => part.text).join("")).toBe(text);
  });
});

describe("avatars", () => {
  it("show the first letters of the first and last name", () => {
    expect(initials("Nguyễn Thị Ánh")).toBe("NÁ");
    expect(initials("lan")).toBe("L");
    expect(initials("  ")).toBe("");
  });

  it("keep one colour for a name", () => {
    expect(avatarColour("Lan")).toBe(avatarColour("Lan"));
    expect(avatarColour("Lan")).toBeGreaterThanOrEqual(1);
    expect(avatarColour("Ngọc")).toBeLessThanOrEqual(6);
  });
});
