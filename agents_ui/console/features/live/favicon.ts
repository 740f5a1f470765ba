// The page's icon in the browser's strip of tabs: with a dot while something waits to be read.
import plain from "../../icon.svg?url";
import unread from "../../icon-unread.svg?url";

export function markIcon(waiting: boolean): void {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (link) link.href = waiting ? unread : plain;
}
