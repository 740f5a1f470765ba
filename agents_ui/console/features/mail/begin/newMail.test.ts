import { describe, expect, it } from "vitest";

import { blank, isBlank, localeOf, obstacleTo, requestOf, senderOf } from "./newMail";

const person = (name: string) => ({ address: `${name}@customer.example`, name: "" });
const DRAFT = { ...blank("one"), to: [person("ann")], subject: "Bowl", text: " Hi " };
const SENDERS = ["a", "b"].map((inbox) => ({ inbox, name: inbox, address: `${inbox}@shop.example`, signatures: {} }));
const none = () => null;

describe("a mail that begins a conversation", () => {
  it.each([
    [DRAFT, null],
    [blank("one"), "noRecipient"],
    [{ ...DRAFT, to: [], cc: [person("bo")] }, "noRecipient"],
    [{ ...DRAFT, bcc: [{ address: "none", name: "" }] }, "notAnAddress"],
    [{ ...DRAFT, subject: "  " }, "noSubject"],
    [{ ...DRAFT, cc: Array.from({ length: 50 }, (_, index) => person(`p${index}`)) }, "tooMany"],
  ])("may go, or not: %#", (draft, obstacle) => expect(obstacleTo(draft)).toBe(obstacle));

  it("is blank until something is in it", () => {
    expect(isBlank(blank("one"))).toBe(true);
    expect(isBlank({ ...blank("one"), inbox: "a" })).toBe(true);
    expect(isBlank(DRAFT)).toBe(false);
  });

  it("goes from the first mailbox unless another is chosen that is still there", () => {
    expect(senderOf(DRAFT, SENDERS)?.inbox).toBe("a");
    expect(senderOf({ ...DRAFT, inbox: "b" }, SENDERS)?.inbox).toBe("b");
    expect(senderOf({ ...DRAFT, inbox: "gone" }, SENDERS)?.inbox).toBe("a");
    expect(senderOf(DRAFT, [])).toBeUndefined();
    expect(senderOf(DRAFT, SENDERS, [null, "gone", "b", "a"])?.inbox).toBe("b");
    expect(senderOf({ ...DRAFT, inbox: "a" }, SENDERS, ["b"])?.inbox).toBe("a");
  });

  it("names each person once, and has HTML where it is formatted", () => {
    const draft = { ...DRAFT, cc: [person("ANN"), person("bo")], bcc: [person("bo"), person("chi")], text: "**Hi**" };
    expect(requestOf(draft, "a", ["file"], none, "2026-03-02T09:00:00Z")).toEqual({
      inbox: "a",
      client_id: "one",
      body: "**Hi**",
      files: ["file"],
      mail: {
        to: [person("ann")], cc: [person("bo")], bcc: [person("chi")], subject: "Bowl",
        html: "<p><strong>Hi</strong></p>", send_at: "2026-03-02T09:00:00Z", quote: false, locale: "en",
      },
    });
    expect(requestOf(DRAFT, "a", [], none, null)).toMatchObject({ body: "Hi", mail: { html: null, send_at: null } });
    expect(requestOf({ ...DRAFT, text: "Đơn hàng của bạn" }, "a", [], none, null).mail.locale).toBe("vi");
  });

  it("speaks the language of its text", () => {
    expect(localeOf("Đơn hàng của bạn đã được gửi.")).toBe("vi");
    expect(localeOf("Your order is on its way.")).toBe("en");
  });
});
