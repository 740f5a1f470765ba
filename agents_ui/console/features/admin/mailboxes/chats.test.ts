import { expect, it } from "vitest";

import { chatsOf } from "./chats";

const inbox = (id: string, channel: string, disabled = false) => ({ id, name: id, channel, disabled });
const box = (id: string, continues: string[], state: "working" | "disabled" = "working") => ({ id, address: `${id}@shop.example`, settings: { continues }, state });

it("chats can be chosen, those of disabled inboxes only where they were, and it is said from where others go on", () => {
  const inboxes = [inbox("a", "webchat"), inbox("b", "email"), inbox("c", "webchat", true), inbox("d", "webchat", true), inbox("e", "webchat")];
  const others = [box("other", ["e"]), box("off", ["a"], "disabled")];
  expect(chatsOf(inboxes, others, ["a", "c"])).toEqual([
    { id: "a", name: "a", taken: null },
    { id: "c", name: "c", taken: null },
    { id: "e", name: "e", taken: "other@shop.example" },
  ]);
});
