import { describe, expect, it } from "vitest";

import { message } from "./fixtures";
import { emptyThread } from "./thread";
import { bubbleOf, isOlder } from "./useJump";

const thread = {
  ...emptyThread("c"),
  hasOlder: true,
  messages: [message(5, { id: "m5", client_id: null }), message(7, { id: "m7", client_id: "own" })],
};

describe("jumping to a message", () => {
  it("finds the bubble of what is loaded", () => {
    expect(bubbleOf(thread, 5)).toBe("m5");
    expect(bubbleOf(thread, 7)).toBe("own");
    expect(bubbleOf(thread, 6)).toBeNull();
  });

  it("goes back only as far as there may be something", () => {
    expect(isOlder(thread, 3)).toBe(true);
    expect(isOlder(thread, 6)).toBe(false);
    expect(isOlder({ ...thread, hasOlder: false }, 3)).toBe(false);
  });
});
