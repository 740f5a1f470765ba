// Formatting by signs in a box of text: what the tools and their keys do.
import { type Ref } from "vue";

import { t } from "../../../i18n";
import { continued, edit, inline, type Edit } from "../../knowledge/markdown";
import type { MailTool } from "./MailTools.vue";

const KEYS: Record<string, MailTool> = { b: "bold", i: "italic" };

/** on: whether formatting means anything now. */
export function useFormatting(text: Ref<string>, input: Ref<HTMLTextAreaElement | null>, on: () => boolean = () => true) {
  function selection() {
    const box = input.value!;
    return { text: text.value, start: box.selectionStart, end: box.selectionEnd };
  }

  /** By the browser's own way of typing, so that it can be undone there. */
  function apply({ from, to, insert, start, end }: Edit): void {
    const box = input.value;
    if (!box) return;
    box.focus();
    box.setSelectionRange(from, to);
    const typed = insert === "" ? document.execCommand?.("delete") : document.execCommand?.("insertText", false, insert);
    if (!typed) {
      box.setRangeText(insert, from, to);
      text.value = box.value;
    }
    box.setSelectionRange(start, end);
  }

  function use(tool: MailTool): void {
    if (!input.value) return;
    if (tool !== "link") apply(edit(tool, selection(), t(`markdown.sample.${tool}`)));
    else {
      const chosen = selection();
      const words = chosen.text.slice(chosen.start, chosen.end) || t("mail.linkWords");
      const written = inline(chosen, `[${words}](https://)`);
      apply({ ...written, start: written.end - 1, end: written.end - 1 });
    }
  }

  /** Whether the key was for the formatting. */
  function onKeydown(event: KeyboardEvent): boolean {
    if (!on() || event.isComposing) return false;
    const modified = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const tool = modified ? KEYS[event.key.toLowerCase()] : undefined;
    const going = event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey ? continued(selection()) : null;
    if (!tool && !going) return false;
    event.preventDefault();
    event.stopPropagation();
    if (tool) use(tool);
    else if (going) apply(going);
    return true;
  }

  return { selection, apply, use, onKeydown };
}
