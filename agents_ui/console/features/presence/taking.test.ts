import { describe, expect, it } from "vitest";

import { person } from "../conversation/fixtures";
import { hindrance } from "./taking";

const load = (room: boolean, limit = 4) => ({ channels: [{ channel: "webchat", items: 0, limit, room }] });

describe("who can take a conversation", () => {
  it.each([
    ["who is there and has room", {}, null],
    ["who is away", { presence: "away" as const, ...load(true) }, "absent"],
    ["who is offline", { presence: "offline" as const }, "absent"],
    ["who is full", load(false), "full"],
    ["who is there for another channel alone", { only: ["email"] }, "channel"],
    ["who takes nothing of the channel", load(true, 0), "channel"],
    ["whose channel nobody uses", { channels: [] }, "channel"],
  ])("%s", (_, part, expected) => {
    expect(hindrance(person("an", "An", part), "webchat")).toBe(expected);
  });
});
