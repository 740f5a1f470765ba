// A mail that was written here, as its reader sees it.
import { h, type FunctionalComponent, type VNodeChild } from "vue";

import "./mailText.css";
import { blocksOf, type Block, type Inline, type Pictures } from "./mailText";

function inline(node: Inline): VNodeChild {
  if (node.kind === "text") return node.text;
  if (node.kind === "break") return h("br");
  if (node.kind === "code") return h("code", node.text);
  if (node.kind === "picture") return h("img", { src: node.path, alt: node.name });
  if (node.kind === "link") return h("a", { href: node.href, target: "_blank", rel: "noopener noreferrer nofollow" }, node.children.map(inline));
  return h(node.kind, node.children.map(inline));
}

function block(node: Block): VNodeChild {
  if (node.kind === "paragraph") return h("p", { dir: "auto" }, node.children.map(inline));
  if (node.kind === "quote") return h("blockquote", node.children.map(block));
  const items = node.items.map((item) => h("li", item.map(inline)));
  return node.start === null ? h("ul", { dir: "auto" }, items) : h("ol", { dir: "auto", start: node.start }, items);
}

export const MailTextView: FunctionalComponent<{ text: string; pictures?: Pictures }> = ({ text, pictures }) =>
  h("div", { class: "mail-text" }, blocksOf(text, pictures).map(block));
MailTextView.props = ["text", "pictures"];
