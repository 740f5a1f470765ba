import { expect, it } from "vitest";

import { wrongAddress } from "./addresses";

const OTHERS = [{ address: "support@shop.example", aliases: ["help@shop.example"] }];

it.each([
  ["sales@shop.example", "", null],
  ["sales", "", null],
  [" Support@Shop.example ", "", ["address", "taken", "support@shop.example"]],
  ["help@shop.example", "", ["address", "taken", "support@shop.example"]],
  ["sales+a@shop.example", "", ["address", "plus", ""]],
  ["sales@shop.example", "orders@shop.example, HELP@shop.example", ["aliases", "taken", "support@shop.example"]],
  ["sales@shop.example", "a@shop.example; b", ["aliases", "unreadable", ""]],
])("%s with %s can be had, or it is said why not", (address, aliases, expected) => {
  const found = wrongAddress({ address, aliases }, OTHERS);
  expect(found && [found.place, found.why, found.mailbox]).toEqual(expected);
});
