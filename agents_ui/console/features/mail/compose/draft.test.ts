import type { AnswerForm } from "@shared/wire";
import { describe, expect, it } from "vitest";

import { addressed, fromMail, isUsual, isWritten, keptOf, mailOf, obstacleOf, quotable, signatureOf, signedIn, USUAL } from "./draft";

const person = (name: string) => ({ address: `${name}@customer.example`, name: "" });
const FORM: AnswerForm = {
  sender: { address: "support@shop.example", name: "Shop" },
  to: [person("ann")],
  cc: [person("hai")],
  subject: "Re: Bowl",
  forward_subject: "Fwd: Bowl",
  locale: "en",
  signatures: {},
  quoted: "",
  quoted_if_forwarded: false,
  forged: false,
};
const none = () => null;

describe("an answer by mail", () => {
  it("goes to all, to the sender alone, or to nobody yet, as its way says", () => {
    expect(addressed(USUAL, FORM)).toEqual({ to: FORM.to, cc: FORM.cc, bcc: [], subject: "Re: Bowl" });
    expect(addressed({ ...USUAL, way: "reply" }, FORM)).toMatchObject({ to: FORM.to, cc: [] });
    expect(addressed({ ...USUAL, way: "forward" }, FORM)).toMatchObject({ to: [], cc: [], subject: "Fwd: Bowl" });
  });

  it.each([
    [USUAL, FORM, null],
    [USUAL, null, null],
    [{ ...USUAL, way: "forward" as const }, null, "noRecipient"],
    [{ ...USUAL, to: [], cc: [] }, FORM, "noRecipient"],
    [{ ...USUAL, bcc: [{ address: "none", name: "" }] }, FORM, "notAnAddress"],
    [{ ...USUAL, to: Array.from({ length: 51 }, (_, index) => person(`p${index}`)) }, FORM, "tooMany"],
    [USUAL, { ...FORM, sender: null }, "noMailbox"],
  ])("may go, or not: %#", (draft, form, obstacle) => expect(obstacleOf(draft, form)).toBe(obstacle));

  it("names each person once, and leaves to the server what nobody has seen", () => {
    const draft = { ...USUAL, bcc: [person("ANN"), person("bo")] };
    expect(mailOf(draft, FORM, "Hi", none, null)).toEqual({
      to: FORM.to, cc: FORM.cc, bcc: [person("bo")], subject: null, html: null, send_at: null, quote: true, locale: null,
    });
    expect(mailOf(USUAL, null, "Hi", none, null)).toMatchObject({ to: null, cc: null, subject: null });
  });

  it("quotes what was forwarded only where it is passed on, and not to whoever wrote it", () => {
    const form = { ...FORM, quoted: "> Where is it?", quoted_if_forwarded: true };
    const forward = { ...USUAL, way: "forward" as const };
    expect([quotable(USUAL, form), quotable(forward, form), quotable(USUAL, { ...form, quoted_if_forwarded: false })]).toEqual(["", form.quoted, form.quoted]);
    expect([mailOf(USUAL, form, "Hi", none, null).quote, mailOf(forward, form, "Hi", none, null).quote]).toEqual([false, true]);
  });

  it("is signed in the customer's language until somebody chooses another one, which is kept", () => {
    const form = { ...FORM, locale: "vi" as const, signatures: { en: "The shop", vi: "Cửa hàng" } };
    const english = { ...USUAL, locale: "en" as const };
    expect([signatureOf(USUAL, form), signatureOf(english, form), signatureOf(USUAL, FORM)]).toEqual(["Cửa hàng", "The shop", ""]);
    expect([signedIn(form), signedIn({ ...form, signatures: { en: "Shop", vi: "Shop" } })]).toEqual([["en", "vi"], ["vi"]]);
    expect([mailOf(USUAL, form, "Hi", none, null).locale, mailOf(english, form, "Hi", none, null).locale]).toEqual([null, "en"]);
    expect(fromMail(keptOf(english)!)).toEqual(english);
  });

  it("has HTML where something is formatted", () => {
    expect(mailOf(USUAL, FORM, "**Hi**", none, "2026-12-01T09:00:00Z")).toMatchObject({ html: "<p><strong>Hi</strong></p>", send_at: "2026-12-01T09:00:00Z" });
  });

  it("is kept as it is, and comes back so, no larger than the server takes it", () => {
    const draft = { ...USUAL, way: "forward" as const, to: [person("bo")], subject: "Bowls", quote: false };
    expect(fromMail(keptOf(draft)!)).toEqual(draft);
    expect([keptOf(USUAL), keptOf({ ...USUAL, open: true })]).toEqual([null, null]);
    const many = Array.from({ length: 60 }, (_, index) => ({ address: `p${index}@${"x".repeat(400)}`, name: "n".repeat(300) }));
    const kept = keptOf({ ...USUAL, to: many, subject: "s".repeat(600) })!;
    expect([kept.to?.length, kept.to?.[0]?.address.length, kept.to?.[0]?.name?.length, kept.subject?.length]).toEqual([50, 320, 200, 500]);
    expect(keptOf(fromMail(kept))).toEqual(kept);
  });

  it("is written as soon as somebody is named or there is a subject, but not by its way", () => {
    const written = [{ to: [] }, { cc: [person("bo")] }, { bcc: [person("bo")] }, { subject: "Bowls" }].map((part) => isWritten(keptOf({ ...USUAL, ...part })));
    expect(written).toEqual([true, true, true, true]);
    expect([isWritten(null), isWritten(keptOf({ ...USUAL, way: "reply" }))]).toEqual([false, false]);
  });

  it("that was taken back is as it was", () => {
    const draft = { ...USUAL, to: [person("bo")], cc: [], subject: "Bowls", quote: false };
    expect(fromMail(mailOf(draft, FORM, "Hi", none, null))).toEqual(draft);
    expect(isUsual(fromMail({}))).toBe(true);
  });
});
