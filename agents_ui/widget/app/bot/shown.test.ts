import { expect, it } from "vitest";

import type { Message } from "../frames";
import { textOf } from "./shown";

const content = { kind: "article", article: "a1", locale: "en", title: "Returns", path: "/help/en/returns", choices: [] } as unknown as Message["content"];

it("leaves out the address of an article where its card stands, and nothing else", () => {
  const body = "Within 30 days.\n\nSee https://post.example/ too.\n\nRead on: https://chat.example/help/en/returns\n\nDid this help?";
  expect(textOf({ body, content })).toBe("Within 30 days.\n\nSee https://post.example/ too.\n\nDid this help?");
  expect(textOf({ body, content: null })).toBe(body);
});
