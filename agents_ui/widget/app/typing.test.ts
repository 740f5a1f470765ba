import { expect, it } from "vitest";

import { createTyping } from "./typing";

function spy() {
  const clock = { now: 0 };
  const said: boolean[] = [];
  return { clock, said, typing: createTyping((on) => said.push(on), () => clock.now) };
}

it("says typing at once, then every three seconds while it goes on", () => {
  const { clock, said, typing } = spy();
  for (clock.now = 0; clock.now <= 6000; clock.now += 500) typing(true);
  expect(said).toEqual([true, true, true]);
});

it("says once that it is over, and only after it has begun", () => {
  const { said, typing } = spy();
  typing(false);
  typing(true);
  typing(false);
  typing(false);
  expect(said).toEqual([true, false]);
});

it("says typing at once when it begins anew", () => {
  const { said, typing } = spy();
  typing(true);
  typing(false);
  typing(true);
  expect(said).toEqual([true, false, true]);
});
