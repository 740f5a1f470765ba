// The launcher and the panel in a shadow root, where the shop's styles cannot reach them. No innerHTML: a page may
// demand trusted types.
import { STYLES } from "./styles";

export function createView(left: boolean) {
  // An aside is a landmark: nothing of ours lies outside one.
  const host = make("aside", left ? "left" : "");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets = [sheet];

  const launcher = make("button", "fixed launcher");
  const badge = make("span", "badge");
  launcher.append(badge);

  // Says new messages to screen readers while the panel is closed.
  const said = make("span", "said");
  said.role = "status";

  const panel = make("div");
  panel.role = "dialog";
  panel.tabIndex = -1;
  const retry = make("button");
  panel.append(retry);

  root.append(panel, launcher, said);
  // By place, since names are not shortened.
  return [host, launcher, badge, said, panel, retry] as const;
}

export function make(tag: string, className = ""): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}
