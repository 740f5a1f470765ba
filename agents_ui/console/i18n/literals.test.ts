// No text that people read stands in a component: all of it comes from a catalogue, or one language would miss it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parse, type DirectiveNode, type TemplateChildNode } from "@vue/compiler-dom";
import { parse as parseFile } from "vue/compiler-sfc";
import { describe, expect, it } from "vitest";

const ROOT = join(__dirname, "../..");
const FOLDERS = ["console", "shared", "widget/app"];
const WORD = /\p{L}{2,}/u;
/** What is the same in every language: addresses, and keys of the keyboard. */
const SAME = /^(https?:\/\/\S+|#?[\da-f]{3,6}|(Ctrl|Shift|Alt|Enter|Esc|Tab)(\+\S+)?)$/i;
const READ = new Set(["label", "title", "placeholder", "alt", "hint", "text", "description", "aria-label", "empty", "action"]);
/** Words in quotes with a space between them, in an expression that is shown. */
const QUOTED = /(["'`])[^"'`]*\p{L}\s+\p{L}[^"'`]*\1/u;

const named = (prop: DirectiveNode) => (prop.name === "bind" && prop.arg?.type === 4 ? prop.arg.content : "");

function literals(nodes: readonly TemplateChildNode[]): string[] {
  const found: string[] = [];
  for (const node of nodes) {
    if (node.type === 2) found.push(node.content.trim());
    if (node.type === 5 && node.content.type === 4 && QUOTED.test(node.content.content)) found.push(node.content.content);
    if (node.type !== 1) continue;
    for (const prop of node.props) {
      if (prop.type === 6 && READ.has(prop.name)) found.push(prop.value?.content ?? "");
      if (prop.type === 7 && prop.exp?.type === 4 && READ.has(named(prop)) && QUOTED.test(prop.exp.content)) found.push(prop.exp.content);
    }
    found.push(...literals(node.children));
  }
  return found.filter((text) => WORD.test(text) && !SAME.test(text));
}

/** The literal texts of a component, and what a script shows without asking a catalogue. */
function textsOf(source: string): string[] {
  const { descriptor } = parseFile(source);
  const shown = descriptor.template ? literals(parse(descriptor.template.content).children) : [];
  const script = `${descriptor.script?.content ?? ""}${descriptor.scriptSetup?.content ?? ""}`;
  return [...shown, ...[...script.matchAll(/\btoast\(\s*["'`]([^"'`]+)/g)].map((match) => match[1]!)];
}

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".vue"))
    .map((name) => join(folder, name)),
);

describe("a text that is not from a catalogue", () => {
  it.each(files)("does not stand in %s", (file) => {
    expect(textsOf(readFileSync(join(ROOT, file), "utf8"))).toEqual([]);
  });

  it.each([
    "<template><p>Hello</p></template>",
    '<template><input placeholder="Your name" /></template>',
    '<template><p>{{ open ? "We are open" : t("x") }}</p></template>',
    `<template><button :aria-label="open ? 'Close it' : t('x')" /></template>`,
    '<script setup lang="ts">toast("Saved")</script>',
  ])("is noticed: %s", (source) => expect(textsOf(source)).toHaveLength(1));
});
