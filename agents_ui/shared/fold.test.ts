import { describe, expect, it } from "vitest";

import { fold } from "./fold";

describe("folding", () => {
  it("takes case, tone marks and the stroke of đ away", () => {
    expect(fold("Nguyễn Đức Ánh")).toBe("nguyen duc anh");
  });

  it("treats composed and decomposed letters alike", () => {
    expect(fold("tiếng Việt".normalize("NFD"))).toBe(fold("tiếng Việt".normalize("NFC")));
  });
});
