import { describe, expect, it } from "vitest";

import { at, mail, T0 } from "../conversation/fixtures";
import { bareSubject, checksText, headOf, leavingOf, maybeTwice, ownReason, problemsOf, standingOf, toLine, troubled, verdictOf, whyLater } from "./mails";

const checks = (dmarc: string, dkim = "pass") => ({ checks: { server: "mx.shop.example", spf: "", dkim, dmarc } });

describe("whether the sender is who it says", () => {
  it.each([
    [checks("pass"), "passed"],
    [checks("fail"), "failed"],
    [checks("none"), "unknown"],
    [checks(""), "unknown"],
    [{ checks: null }, "unknown"],
  ] as const)("%j", (given, verdict) => expect(verdictOf(given)).toBe(verdict));

  it("is told with what was found", () => {
    expect(checksText(checks("fail"))).toContain("mx.shop.example found: DKIM pass, DMARC fail");
  });
});

it("to whom is one line, however many they are", () => {
  const person = (name: string) => ({ address: `${name}@shop.example`, name: "" });
  expect(toLine(mail({ to: [{ address: "a@shop.example", name: "An" }], cc: [person("b")] }))).toBe("to An, b@shop.example");
  expect(toLine(mail({ to: ["a", "b", "c", "d", "e"].map(person) }))).toMatch(/c@shop\.example and 2 more$/);
  expect(toLine(mail({ to: [] }))).toBe("to nobody named");
  expect(toLine(mail({ to: [person("a")], bcc: [person("c"), person("d")] }))).toBe("to a@shop.example · Bcc: c@shop.example, d@shop.example");
  expect(toLine(mail({ to: [], bcc: [person("c")] }))).toBe("Bcc: c@shop.example");
});

it("its head names where answers go only where that is elsewhere", () => {
  const keys = (reply: string) => headOf(mail({ reply_to: [{ address: reply, name: "" }] })).map((line) => line.key);
  expect(keys("MAI@customer.example")).toEqual(["from", "to"]);
  expect(keys("other@customer.example")).toEqual(["from", "replyTo", "to"]);
});

it.each([
  ["Re: Re: Bát nứt", "Bát nứt"],
  ["Trả lời: Fwd: Bát nứt", "Bát nứt"],
  ["Report: bowls", "Report: bowls"],
])("the subject %j goes on as %j", (subject, bare) => expect(bareSubject(subject)).toBe(bare));

it("what a reader misses is said, what its head lacks is not", () => {
  const said = problemsOf({ problems: ["no_date", "text_cut", "charset: x: y"] });
  expect(said).toEqual(["Its text is so long that it is cut.", "Some of its letters may be wrong."]);
});

describe("a mail that goes out", () => {
  const out = (part: Parameters<typeof mail>[0]) => mail({ direction: "out", may_take_back: true, send_at: at(1), ...part });

  it.each([
    [out({}), "sending", T0 + 50_000, { kind: "soon", seconds: 10 }],
    [out({ send_at: at(90) }), "sending", T0, { kind: "planned", at: T0 + 90 * 60_000 }],
    [out({}), "sending", T0 + 61_000, { kind: "sending" }],
    [out({ may_take_back: false }), "sending", T0, { kind: "sending" }],
    [out({ may_take_back: false, left_at: at(2) }), "sent", T0, { kind: "left", at: T0 + 120_000 }],
    [out({ may_take_back: false }), "failed", T0, { kind: "failed" }],
    [out({ may_take_back: false, left_at: at(2) }), "partly", T0, { kind: "failed" }],
  ])("is as far as %#", (given, delivery, now, expected) => expect(leavingOf(given, delivery, now)).toEqual(expected));

  it("says where it may have left twice, which is no flaw of what it says", () => {
    const twice = out({ problems: ["may_have_left_twice"] });
    expect([maybeTwice(twice), maybeTwice(out({})), problemsOf(twice)]).toEqual([true, false, []]);
  });

  it("says why somebody waits for it, and how it stands", () => {
    const to = (code: string, words = "", state: "waiting" | "sent" | "refused" = "waiting") => ({ address: "a@x.example", kind: "to" as const, state, code: code || null, words });
    expect(whyLater(to("450", "450 4.2.0 greylisted"))).toContain("wants to be asked again");
    expect(whyLater(to("452", "452 4.2.2 over quota"))).toBe("its mailbox is full");
    expect(whyLater(to("535", "535 bad credentials"))).toContain("sign-in");
    expect(whyLater(to("unreachable"))).toContain("cannot be reached");
    const standing = (delivery: string, ...recipients: ReturnType<typeof to>[]) => standingOf(out({ recipients }), delivery);
    expect(standing("sending", to(""))).toBe(null);
    expect(standing("sending", to("450"))).toBe("waits");
    expect(standing("partly", to("", "", "sent"), to("550", "", "refused"))).toBe("partly");
    expect(standing("failed", to("550", "", "refused"))).toBe("failed");
    expect(standingOf(mail({}), "stored")).toBe(null);
  });

  it("has trouble with those who did not get it", () => {
    const to = (state: "sent" | "refused" | "delayed") => ({ address: `${state}@x.example`, kind: "to" as const, state, code: null, words: null });
    expect(troubled(out({ recipients: [to("sent"), to("refused"), to("delayed")] })).map((one) => one.state)).toEqual(["refused", "delayed"]);
  });
});

it("says in the reader's language why a mail came to no server, and leaves a server's refusal to its own words", () => {
  const refused = (code: string | null) => ({ address: "ann@customer.example", kind: "to" as const, state: "refused" as const, code, words: "No." });
  expect(ownReason(refused("mailbox_removed"))).toBe("The mailbox was removed before this mail left.");
  expect(ownReason(refused("mailbox_disabled"))).toContain("try again");
  expect(ownReason(refused("smtp_auth_plain"))).toContain("no way to sign in without encryption");
  expect([ownReason(refused("550")), ownReason(refused(null))]).toEqual([null, null]);
});
