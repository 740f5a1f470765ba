import { expect, it } from "vitest";

import type { Message } from "../frames";
import { textOf } from "./shown";

const content = { kind: "article", article: "a1", locale: "en", title: "Returns", path: "/help/en/returns", choices: [] } as unknown as Message["content"];

it("leaves out the address of an article where its card stands, and nothing else", () => {
  const body = "Within 30 days.\n\nSee https://post.example/ too.\n\nRead on: https://chat.example/help/en/returns\n\nDid this help?";
  expect(textOf({ body, content }, true)).toBe("Within 30 days.\n\nSee https://post.example/ too.\n\nDid this help?");
  expect(textOf({ body, content: null }, true)).toBe(body);
});

it("leaves out the numbered lines where buttons say the same, and keeps them where those are gone", () => {
  const choices = [{ id: "article:a", label: "Returns" }, { id: "article:b", label: "2. hand" }, { id: "bot:none", label: "None" }];
  const question = { kind: "question", choices } as unknown as Message["content"];
  const body = "Which do you mean?\n1. Returns\n2. 2. hand";
  expect(textOf({ body, content: question }, true)).toBe("Which do you mean?");
  expect(textOf({ body, content: question }, false)).toBe(body);
});
