// The question in a shadow root at the page's edge: nothing is covered, no focus is taken, both answers weigh the same.
import type { Locale } from "@shared/i18n/index";

import { QUESTION } from "./texts";

export interface Question {
  ask: "off" | "on_visit" | "in_chat";
  text: Partial<Record<Locale, string>>;
  privacy_url: string;
  colour: string;
}

const STYLES = `
:host{all:initial!important;color-scheme:light dark!important;display:block!important}
section{position:fixed;z-index:2147482999;bottom:max(20px,env(safe-area-inset-bottom));left:max(20px,env(safe-area-inset-left));box-sizing:border-box;width:min(400px,100vw - 40px);padding:16px;border-radius:12px;outline:1px solid #8886;background:Canvas;color:CanvasText;font:15px/1.45 system-ui,sans-serif;box-shadow:0 8px 36px #0f121940}
:host(.right) section{left:auto;right:max(20px,env(safe-area-inset-right))}
p{margin:0 0 12px}
a{color:inherit;margin-inline-start:6px}
div{display:flex;gap:8px}
button{flex:1;min-height:44px;padding:4px 12px;border:1px solid #8889;border-radius:8px;background:Canvas;color:CanvasText;font:600 14px system-ui,sans-serif;cursor:pointer}
button:hover{border-color:currentColor}
:focus-visible{outline:3px solid CanvasText;outline-offset:2px}
@media(max-width:520px){section{bottom:92px}}
@media print{:host{display:none!important}}`;

/** Shows the question; returns how to take it away. right: the launcher is on the left. */
export function showQuestion(question: Question, locale: Locale, right: boolean, answer: (given: boolean) => void): () => void {
  const texts = QUESTION[locale];
  const host = make("aside", right ? "right" : "");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets = [sheet];
  host.lang = locale;
  host.ariaLabel = texts.label;

  const says = make("p", question.text[locale] || texts.ask);
  if (/^https?:/.test(question.privacy_url)) {
    const link = make("a", texts.privacy) as HTMLAnchorElement;
    link.href = question.privacy_url;
    says.append(" ", link);
  }
  const choice = make("div");
  for (const given of [false, true]) {
    const button = make("button", given ? texts.yes : texts.no);
    button.onclick = () => answer(given);
    choice.append(button);
  }
  const box = make("section");
  box.append(says, choice);
  root.append(box);
  document.body.append(host);
  return () => host.remove();
}

function make(tag: string, text = ""): HTMLElement {
  const element = document.createElement(tag);
  if (tag === "aside") element.className = text;
  else element.textContent = text;
  return element;
}
