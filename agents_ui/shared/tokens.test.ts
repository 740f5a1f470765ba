import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const read = (name: string) => readFileSync(join(ROOT, name), "utf8");
const shared = read("shared/tokens.css");
const tokens = shared + read("console/tokens.css");

function files(folder: string): string[] {
  const all = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return all.filter((name) => /\.(vue|css)$/.test(name)).map((name) => join(folder, name));
}

const styles = ["console", "shared"].flatMap(files).filter((name) => !name.endsWith("tokens.css"));
/** What a component sets itself, or measures. */
const LOCAL = /^--(?:reka-.+|list-width|context-width|label|brand|on-brand|fade-.+|foot-.+)$/;

function used(name: string): string[] {
  return [...styleOf(name).matchAll(/var\((--[\w-]+)/g)].map((one) => one[1]!).filter((token) => !LOCAL.test(token));
}

function styleOf(name: string): string {
  const text = read(name);
  return name.endsWith(".vue") ? [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map((one) => one[1]).join() : text;
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function colour(name: string, theme: 0 | 1): string {
  const value = new RegExp(`--${name}: (?:light-dark\\((#\\w{6}), (#\\w{6})\\)|(#\\w{6}));`).exec(tokens);
  if (!value) throw new Error(`no colour --${name}`);
  return value[3] ?? value[theme + 1]!;
}

const SURFACES = ["bg", "surface", "surface-2", "surface-3"];
const PAIRS: [string, string[]][] = [
  ["text", [...SURFACES, "accent-soft", "bubble-theirs", "bubble-ours", "bot-soft", "note-soft", "note-border", "good-soft", "warn-soft", "bad-soft"]],
  ["text-2", [...SURFACES, "accent-soft"]],
  ["text-3", ["bg", "surface", "surface-2"]],
  ["accent", ["bg", "surface", "surface-2", "accent-soft", "warn-soft", "bubble-theirs", "bubble-ours"]],
  ["on-accent", ["accent", "accent-strong"]],
  ["good", ["surface", "good-soft"]],
  ["warn", ["surface", "warn-soft"]],
  ["bad", ["surface", "bg", "bad-soft"]],
  ["on-bad", ["bad-solid"]],
  ["note", ["surface", "note-soft"]],
  ["bot", ["bot-soft"]],
  ["on-avatar", [1, 2, 3, 4, 5, 6].map((n) => `avatar-${n}`)],
];

describe("tokens", () => {
  it.each(["light", "dark"])("give every text 4.5:1 on what it stands on, in the %s theme", (name) => {
    const theme = name === "light" ? 0 : 1;
    for (const [text, grounds] of PAIRS) {
      for (const ground of grounds) {
        expect(contrast(colour(text, theme), colour(ground, theme)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it.each(styles)("are the only colours in %s", (name) => {
    expect(styleOf(name)).not.toMatch(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(/i);
  });

  it.each(styles)("are the only font sizes in %s", (name) => {
    expect(styleOf(name)).not.toMatch(/font-size:(?!\s*(?:var\(--text-|inherit))/);
  });

  it.each(styles)("that %s uses all exist", (name) => {
    for (const token of used(name)) expect(tokens, token).toContain(`${token}:`);
  });

  it.each(["console", "shared", "widget"].flatMap(files).filter((name) => read(name).includes("<progress")))("fill the bars of %s, which no browser does in every theme", (name) => {
    const style = styleOf(name);
    for (const part of [/appearance: none/, /::-webkit-progress-value \{[^}]*background: var\(/, /::-moz-progress-bar \{[^}]*background: var\(/]) expect(style).toMatch(part);
  });

  it.each(files("widget/app"))("that %s uses all come with the widget", (name) => {
    const known = shared + read("widget/app/widget.css");
    for (const token of used(name)) expect(known, token).toContain(`${token}:`);
  });
});
