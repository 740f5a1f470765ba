// An article's page as the server has made it, drawn as elements of our own: only what is on these lists, as the server
// lets through nothing else either (knowledge_base/markdown.py).
import { h, type VNode } from "vue";

const HEADINGS = ["h2", "h3", "h4", "h5", "h6"];
const TAGS = new Set([
  "a", "blockquote", "br", "code", "em", "hr", "img", "li", "ol", "p", "pre", "s", "strong",
  "table", "tbody", "td", "th", "thead", "tr", "ul", ...HEADINGS,
]);
const ATTRIBUTES: Record<string, readonly string[]> = {
  a: ["href", "title"],
  img: ["src", "alt", "title", "width", "height", "loading"],
  ol: ["start"],
  td: ["class"],
  th: ["class"],
  ...Object.fromEntries(HEADINGS.map((heading) => [heading, ["id"]])),
};
const FITS: Record<string, RegExp> = {
  href: /^(https?:|mailto:|tel:|\/(?!\/)|#)/i,
  src: /^\/help\/images\//,
  class: /^to-(left|center|right)$/,
};

export type Drawn = VNode | string;

export function nodesOf(html: string): Drawn[] {
  return childrenOf(new DOMParser().parseFromString(html, "text/html").body);
}

const childrenOf = (parent: Element): Drawn[] => [...parent.childNodes].flatMap(drawn);

function drawn(node: Node): Drawn[] {
  if (node.nodeType === Node.TEXT_NODE) return [node.textContent ?? ""];
  if (!(node instanceof Element)) return [];
  const tag = node.tagName.toLowerCase();
  const children = childrenOf(node);
  if (!TAGS.has(tag)) return children;
  const attributes = Object.fromEntries(
    (ATTRIBUTES[tag] ?? []).flatMap((name) => {
      const value = node.getAttribute(name);
      return value !== null && (FITS[name]?.test(value) ?? true) ? [[name, value]] : [];
    }),
  );
  // What is looked at while it is written stays open.
  const away = tag === "a" && !attributes.href?.startsWith("#") ? { target: "_blank", rel: "noopener noreferrer" } : {};
  return [h(tag, { ...attributes, ...away }, children)];
}
