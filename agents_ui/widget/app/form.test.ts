import { describe, expect, it } from "vitest";

import type { Question } from "./boot";
import { faults, refusedAs, spelled } from "./form";
import { questionsNow } from "./questions";
import { emptyChat, type Chat } from "./state";
import { conversation } from "./testing";

const question = (key: Question["kind"], required = false): Question => ({ key, kind: key, required, names: {}, choices: [] });
const open: Chat = { ...emptyChat(), welcomed: true, hours: { open: true, next_open: null } };
const closed: Chat = { ...open, hours: { open: false, next_open: "2026-03-02T01:00:00Z" } };
const keys = (asked: Question[], chat: Chat) => questionsNow(asked, chat)?.map(({ key, required }) => key + (required ? "!" : "")) ?? null;

describe("the questions before the first message", () => {
  const asked = [question("name"), question("email", true)];

  it("are asked of a new visitor, and of nobody where there are none", () => {
    expect(keys(asked, open)).toEqual(["name", "email!"]);
    expect(keys([], open)).toBeNull();
  });

  it("are not asked of whom the shop has identified, nor within a conversation", () => {
    expect(keys(asked, { ...open, identified: true })).toBeNull();
    expect(keys(asked, { ...open, conversation: conversation() })).toBeNull();
    expect(keys(asked, { ...open, wanted: "c2" })).toBeNull();
  });

  it("are not asked twice, and whoever is known is not bothered for what is optional", () => {
    expect(keys(asked, { ...open, answered: ["name"] })).toEqual(["email!"]);
    expect(keys(asked, { ...open, answered: ["email"] })).toBeNull();
    expect(keys([question("name")], { ...open, own: [] })).toEqual(["name"]);
  });

  it("ask for an e-mail address out of hours, unless it is known", () => {
    expect(keys([], closed)).toEqual(["email!"]);
    expect(keys([question("email")], closed)).toEqual(["email!"]);
    expect(keys([], { ...closed, answered: ["email"] })).toBeNull();
  });

  it("come back where the server sent an answer back", () => {
    const sentBack = { body: "Hi", about: {}, field: "name" };
    expect(keys(asked, { ...open, answered: ["name", "email"], sentBack })).toEqual(["name", "email!"]);
  });
});

describe("an answer", () => {
  it("is missed only where it is required", () => {
    expect(faults([question("name"), question("email", true)], { email: "  " })).toEqual({ email: "missing" });
  });

  it("has to look like what it is", () => {
    const asked = [question("email"), question("phone")];
    expect(faults(asked, { email: "lan@", phone: "none" })).toEqual({ email: "email.wrong", phone: "phone.wrong" });
    expect(faults(asked, { email: "lan@shop.vn", phone: "+84 (90) 123-4567" })).toEqual({});
  });

  it("may be a number with a decimal comma, and is told of beside the others where it is none", () => {
    const asked = [question("email", true), question("number")];
    expect(faults(asked, { email: "lan@shop.vn", number: " 1,5 " })).toEqual({});
    expect(["1,5", " -2 ", "1234.5"].map((answer) => spelled(question("number"), answer))).toEqual(["1.5", "-2", "1234.5"]);
    expect(spelled(question("name"), " Lan, 1,5 ")).toBe("Lan, 1,5");
    for (const number of ["five", "1.234,5", "1,234", "1e3"]) {
      expect(faults(asked, { number })).toEqual({ email: "missing", number: "number.wrong" });
    }
  });

  it("that the server refuses is explained by its kind", () => {
    expect(refusedAs(question("email"), "x")).toBe("email.wrong");
    expect(refusedAs(question("number"), "x")).toBe("number.wrong");
    expect(refusedAs(question("date"), "x")).toBe("wrong");
    expect(refusedAs(question("number"), "")).toBe("missing");
  });
});
