import { describe, expect, it } from "vitest";

import { isAddress, peopleOf, personOf, united } from "./people";

describe("an address", () => {
  it.each(["lan@shop.example", "a.b+c@x-y.shop.example", "o'neill@shop.example", "hồng@shop.example", "lan@cửahàng.example", "hoa@例え.テスト"])("is %j", (text) => expect(isAddress(text)).toBe(true));

  it.each(["", "lan", "lan@", "@shop.example", "lan@shop", "a b@shop.example", ".a@shop.example", "a..b@shop.example", "lan@shop.example.", "a@b@shop.example"])(
    "is not %j",
    (text) => expect(isAddress(text)).toBe(false),
  );
});

describe("what is typed or pasted", () => {
  it.each([
    ["lan@shop.example", { address: "lan@shop.example", name: "" }],
    ["Lan Trần <lan@shop.example>", { address: "lan@shop.example", name: "Lan Trần" }],
    ['"Trần, Lan" <lan@shop.example>', { address: "lan@shop.example", name: "Trần, Lan" }],
    ["mailto:lan@shop.example", { address: "lan@shop.example", name: "" }],
    ["lan@shop.example <lan@shop.example>", { address: "lan@shop.example", name: "" }],
    ["not an address", { address: "not an address", name: "" }],
  ])("%j names one person", (text, person) => expect(personOf(text)).toEqual(person));

  it("is taken apart at commas, semicolons, line ends, and spaces between addresses", () => {
    const text = '"Trần, Lan" <lan@shop.example>, minh@shop.example; Hoa <hoa@shop.example>\na@x.example b@x.example,,';
    expect(peopleOf(text).map((one) => one.address)).toEqual([
      "lan@shop.example", "minh@shop.example", "hoa@shop.example", "a@x.example", "b@x.example",
    ]);
  });
});

it("people are named once, whatever the case of their address", () => {
  const people = [personOf("Lan <lan@shop.example>"), personOf("LAN@shop.example"), personOf("minh@shop.example")];
  expect(united(people, [personOf("Minh@Shop.example")])).toEqual([{ address: "lan@shop.example", name: "Lan" }]);
});
