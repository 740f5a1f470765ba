import type { MessageHit } from "@shared/wire";
import { describe, expect, it } from "vitest";

import { row } from "../conversation/fixtures";
import { grouped } from "./groups";

const hit = (id: string, conversation: string): MessageHit =>
  ({ id, conversation: row({ id: conversation }), seq: 1, author: "customer", agent: null, audience: "public", at: "", excerpt: [] });

describe("hits", () => {
  it("of one conversation that follow each other stand together, and their order stays", () => {
    const groups = grouped([hit("1", "a"), hit("2", "a"), hit("3", "b"), hit("4", "a")]);
    expect(groups.map((group) => [group.conversation.id, group.hits.map((one) => one.id)])).toEqual([
      ["a", ["1", "2"]],
      ["b", ["3"]],
      ["a", ["4"]],
    ]);
  });
});
