// How the text of a mail is written: its formatting by buttons and keys, pasted pictures, and how it will look.
import { pastedFiles } from "@shared/files/pasting";
import type { Uploads } from "@shared/uploads";
import { ref, type Ref } from "vue";

import { t } from "../../../i18n";
import { continued, edit, inline, type Edit } from "../../knowledge/markdown";
import type { Pictures } from "../mailText";
import type { MailTool } from "./MailTools.vue";

export interface MailTextParts {
  text: Ref<string>;
  input: Ref<HTMLTextAreaElement | null>;
  uploads: Ref<Uploads>;
  attach: (files: File[]) => Promise<string[]>;
}

const KEYS: Record<string, MailTool> = { b: "bold", i: "italic" };

/** here: whether a mail is being written. */
export function useMailText({ text, input, uploads, attach }: MailTextParts, here: () => boolean) {
  const previewing = ref(false);

  const pictures: Pictures = (name) => {
    const found = uploads.value.items.value.find((one) => one.name === name);
    return found?.file?.width ? found.file.path : null;
  };

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
    if (!here() || event.isComposing) return false;
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

  /** Pasted pictures stand where they were pasted, as their names; false where it is not for us. */
  function paste(event: ClipboardEvent): boolean {
    const files = here() ? pastedFiles(event) : [];
    if (files.length === 0) return false;
    event.preventDefault();
    void attach(files).then((names) => {
      const shown = names.filter((_, index) => files[index]?.type.startsWith("image/"));
      if (shown.length > 0 && input.value) apply(inline(selection(), shown.map((name) => `![${name}]`).join("\n")));
    });
    return true;
  }

  return { previewing, pictures, use, onKeydown, paste };
}
