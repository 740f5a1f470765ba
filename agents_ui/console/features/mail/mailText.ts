// The formatting of a mail that is written here: a little Markdown, read into a tree, and the tree as a mail's HTML. Pure.
// What the plain part of the mail holds is the text itself, so that it is to be read as it stands.

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "strong" | "em"; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "link"; href: string; children: Inline[] }
  | { kind: "picture"; name: string; path: string }
  | { kind: "break" };

export type Block =
  | { kind: "paragraph"; children: Inline[] }
  | { kind: "list"; start: number | null; items: Inline[][] }
  | { kind: "quote"; children: Block[] };

/** Where a picture among the attached files is, by its name; null: there is none of that name. */
export type Pictures = (name: string) => string | null;

const NONE: Pictures = () => null;
const DEEPEST = 5;
const ITEM = /^(?:[-*+]|(\d{1,4})[.)]) +(?=\S)/;
const QUOTED = /^> ?/;
const PLAIN = /^[^*[\]!`\\<]+/;
const ADDRESS = /\b(?:https?:\/\/|mailto:)[^\s<>"]+/;
const TRAILING = /[.,;:!?)\]}'"*]+$/;

export function blocksOf(text: string, pictures: Pictures = NONE, depth = 0): Block[] {
  const blocks: Block[] = [];
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  let at = 0;
  const take = (holds: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && holds(lines[at]!)) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at]!;
    if (line.trim() === "") at += 1;
    else if (QUOTED.test(line) && depth < DEEPEST) {
      const inner = take((each) => QUOTED.test(each)).map((each) => each.replace(QUOTED, ""));
      blocks.push({ kind: "quote", children: blocksOf(inner.join("\n"), pictures, depth + 1) });
    } else if (ITEM.test(line)) blocks.push(listOf(line, take, pictures));
    else {
      const taken = take((each) => each.trim() !== "" && !ITEM.test(each) && !(QUOTED.test(each) && depth < DEEPEST));
      blocks.push({ kind: "paragraph", children: inlinesOf(taken.join("\n"), pictures) });
    }
  }
  return blocks;
}

function listOf(first: string, take: (holds: (line: string) => boolean) => string[], pictures: Pictures): Block {
  const number = ITEM.exec(first)![1];
  const kindOf = (line: string) => (ITEM.exec(line)?.[1] === undefined ? "bullets" : "numbers");
  const lines = take((line) => (ITEM.test(line) && kindOf(line) === kindOf(first)) || /^ {2,}\S/.test(line));
  const items: string[] = [];
  for (const line of lines) {
    if (ITEM.test(line)) items.push(line.replace(ITEM, ""));
    else items[items.length - 1] += `\n${line.trim()}`;
  }
  const start = number === undefined ? null : Number(number);
  return { kind: "list", start, items: items.map((item) => inlinesOf(item, pictures)) };
}

export function inlinesOf(text: string, pictures: Pictures = NONE): Inline[] {
  const found: Inline[] = [];
  let rest = text;
  let before = "";
  while (rest !== "") {
    const { taken, nodes } = next(rest, before, pictures);
    found.push(...nodes);
    before = rest[taken - 1]!;
    rest = rest.slice(taken);
  }
  return joined(found);
}

interface Read {
  taken: number;
  nodes: Inline[];
}

function next(rest: string, before: string, pictures: Pictures): Read {
  const escaped = /^\\([\\*[\]!`<>#.+-])/.exec(rest);
  if (escaped) return { taken: 2, nodes: [{ kind: "text", text: escaped[1]! }] };
  return pictureAt(rest, pictures) ?? linkAt(rest, pictures) ?? codeAt(rest) ?? emphasisAt(rest, before, pictures) ?? wordsAt(rest);
}

function pictureAt(rest: string, pictures: Pictures): Read | null {
  const [all, name] = /^!\[([^\]\n]+)\]/.exec(rest) ?? [];
  const path = name === undefined ? null : pictures(name);
  return path === null ? null : { taken: all!.length, nodes: [{ kind: "picture", name: name!, path }] };
}

function linkAt(rest: string, pictures: Pictures): Read | null {
  const [all, words, href] = /^\[((?:[^\][\\\n]|\\.)+)\]\(\s*((?:https?:\/\/|mailto:|tel:)[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\s*\)/i.exec(rest) ?? [];
  return all === undefined ? null : { taken: all.length, nodes: [{ kind: "link", href: href!, children: inlinesOf(words!, pictures) }] };
}

function codeAt(rest: string): Read | null {
  const [all, text] = /^`([^`\n]+)`/.exec(rest) ?? [];
  return all === undefined ? null : { taken: all.length, nodes: [{ kind: "code", text: text! }] };
}

/** Only around whole words, so that 2*3*4 and a file*name stay what they are. */
function emphasisAt(rest: string, before: string, pictures: Pictures): Read | null {
  if (rest[0] !== "*" || /[\p{L}\p{N}*]/u.test(before)) return null;
  const [strong, inStrong] = /^\*\*(?=\S)((?:[^*\n]|\*(?!\*)|\n(?!\n))*?\S)\*\*(?![\p{L}\p{N}*])/u.exec(rest) ?? [];
  if (strong !== undefined) return { taken: strong.length, nodes: [{ kind: "strong", children: inlinesOf(inStrong!, pictures) }] };
  const [em, inEm] = /^\*(?=[^\s*])((?:[^*\n]|\n(?!\n)|\*\*[^*\n]+\*\*)*?[^\s*])\*(?![\p{L}\p{N}*])/u.exec(rest) ?? [];
  return em === undefined ? null : { taken: em.length, nodes: [{ kind: "em", children: inlinesOf(inEm!, pictures) }] };
}

/** Up to the next sign that could mean something, with the addresses and line ends in between. */
function wordsAt(rest: string): Read {
  const whole = ADDRESS.exec(rest);
  if (whole?.index === 0) {
    const href = whole[0].replace(TRAILING, "");
    return { taken: href.length, nodes: [{ kind: "link", href, children: [{ kind: "text", text: href }] }] };
  }
  let text = PLAIN.exec(rest)?.[0] ?? rest[0]!;
  if (whole && whole.index < text.length) text = text.slice(0, whole.index);
  const lines = text.split("\n");
  const nodes = lines.flatMap((line, index): Inline[] => [
    ...(index > 0 ? [{ kind: "break" } as const] : []),
    ...(line === "" ? [] : [{ kind: "text", text: line } as const]),
  ]);
  return { taken: text.length, nodes };
}

function joined(nodes: Inline[]): Inline[] {
  const result: Inline[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    if (node.kind === "text" && last?.kind === "text") result[result.length - 1] = { kind: "text", text: last.text + node.text };
    else result.push(node);
  }
  return result;
}

/** Whether anything is formatted: else a mail needs no HTML of ours. */
export function isFormatted(blocks: readonly Block[]): boolean {
  const plain = (node: Inline) => node.kind === "text" || node.kind === "break" || (node.kind === "link" && isBare(node));
  return blocks.some((block) => block.kind !== "paragraph" || !block.children.every(plain));
}

const isBare = (node: Extract<Inline, { kind: "link" }>) => node.children.length === 1 && node.children[0]!.kind === "text" && node.children[0]!.text === node.href;

/** What a line that is cut off has begun and does not end. */
const CUT = /(?<![\p{L}\p{N}*])\*\*(?=[^\s*][^*]*$)|\[(?=[^\][\n]+\]\((?:https?|mailto|tel):[^\s)]*$)|(?<=\[[^\][\n]+)\]\((?:https?|mailto|tel):[^\s)]*$/giu;

/** A line of a mail without the signs of its formatting, for where it stands in a list and may be cut off. */
export const unmarked = (line: string): string => wordsOf(inlinesOf(line, (name) => name)).replace(CUT, "");

function wordsOf(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if (node.kind === "break") return "\n";
      if (node.kind === "picture") return node.name;
      return "children" in node ? wordsOf(node.children) : node.text;
    })
    .join("");
}

export function picturesIn(blocks: readonly Block[]): string[] {
  const inside = (nodes: readonly Inline[]): string[] =>
    nodes.flatMap((node) => (node.kind === "picture" ? [node.name] : "children" in node ? inside(node.children) : []));
  return blocks.flatMap((block) => (block.kind === "quote" ? picturesIn(block.children) : block.kind === "list" ? block.items.flatMap(inside) : inside(block.children)));
}

const QUOTE_STYLE = "margin:0 0 0 0.8ex;border-left:2px solid #ccc;padding-left:1ex";
const SIGNS: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => SIGNS[sign]!);

/** As mail programs of any age show it: few elements, no classes. */
export function htmlOf(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.kind === "paragraph") return `<p>${inlineHtml(block.children)}</p>`;
      if (block.kind === "quote") return `<blockquote style="${QUOTE_STYLE}">${htmlOf(block.children)}</blockquote>`;
      const items = block.items.map((item) => `<li>${inlineHtml(item)}</li>`).join("");
      return block.start === null ? `<ul>${items}</ul>` : `<ol${block.start === 1 ? "" : ` start="${block.start}"`}>${items}</ol>`;
    })
    .join("\n");
}

function inlineHtml(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if (node.kind === "text") return escape(node.text);
      if (node.kind === "break") return "<br>\n";
      if (node.kind === "code") return `<code>${escape(node.text)}</code>`;
      if (node.kind === "picture") return `<img src="${escape(node.path)}" alt="${escape(node.name)}">`;
      if (node.kind === "link") return `<a href="${escape(node.href)}">${inlineHtml(node.children)}</a>`;
      return `<${node.kind}>${inlineHtml(node.children)}</${node.kind}>`;
    })
    .join("");
}
