import { describe, expect, it } from "vitest";

import { person } from "./fixtures";
import { cutByNames, mentionSource, namedIn } from "./mentioning";

const LAN = { id: "1", name: "Lan" };
const LAN_ANH = { id: "2", name: "Lan Anh" };
const DUC = { id: "3", name: "Đức" };
const EVERYBODY = [LAN, LAN_ANH, DUC];

describe("names in a note", () => {
  it("are found after an @, the longest that fits", () => {
    expect(namedIn("@Lan Anh xem giúp, cả @Đức nữa, @Lan Anh", EVERYBODY)).toEqual(["2", "3"]);
    expect(namedIn("@Lan, xem giúp", EVERYBODY)).toEqual(["1"]);
  });

  it("are no parts of other words, nor of addresses", () => {
    expect(namedIn("@Lande, shop@Lan and Lan", EVERYBODY)).toEqual([]);
  });

  it("stand apart from the words around them", () => {
    expect(cutByNames("Hỏi @Đức nhé", EVERYBODY)).toEqual([
      { text: "Hỏi ", agent: null },
      { text: "@Đức", agent: DUC },
      { text: " nhé", agent: null },
    ]);
    expect(cutByNames("", EVERYBODY)).toEqual([]);
  });

  it("are suggested without tone marks, but never oneself", async () => {
    const source = mentionSource(() => EVERYBODY.map((one) => person(one.id, one.name)), () => "1");
    const titles = async (wanted: string) => (await source.find(wanted)).map((one) => one.title);
    expect(await titles("duc")).toEqual(["Đức"]);
    expect(await titles("lan")).toEqual(["Lan Anh"]);
    expect(source.insert({ key: "3", title: "Đức" })).toBe("@Đức ");
  });
});
