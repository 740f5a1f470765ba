import { describe, expect, it } from "vitest";

import { fit } from "./fuzzy";

const LINES = ["Hoàn tất hội thoại", "Chuyển hội thoại cho đồng nghiệp", "Tạm hoãn một giờ", "Trạng thái: sẵn sàng"];
const best = (wanted: string) =>
  LINES.map((line) => ({ line, score: fit(wanted, line) }))
    .filter((one) => one.score !== null)
    .sort((a, b) => b.score! - a.score!)[0]?.line;

describe("what fits a few letters", () => {
  it("needs no tone marks", () => {
    expect(best("hoan tat")).toBe("Hoàn tất hội thoại");
    expect(best("dong nghiep")).toBe("Chuyển hội thoại cho đồng nghiệp");
  });

  it("may be the beginnings of words", () => {
    expect(best("tss")).toBe("Trạng thái: sẵn sàng");
    expect(best("htht")).toBe("Hoàn tất hội thoại");
  });

  it("prefers the beginning of a word to the middle of one", () => {
    expect(fit("re", "Reopen")!).toBeGreaterThan(fit("re", "More")!);
  });

  it("is nothing where letters are missing", () => {
    expect(fit("xyz", LINES[0]!)).toBeNull();
    expect(fit("", LINES[0]!)).toBe(0);
  });
});
