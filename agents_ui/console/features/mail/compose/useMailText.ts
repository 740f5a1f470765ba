// How the text of a mail is written: its formatting by buttons and keys, pasted pictures, and how it will look.
import { pastedFiles } from "@shared/files/pasting";
import type { Uploads } from "@shared/uploads";
import { ref, type Ref } from "vue";

import { inline } from "../../knowledge/markdown";
import type { Pictures } from "../mailText";
import { useFormatting } from "./useFormatting";

export interface MailTextParts {
  text: Ref<string>;
  input: Ref<HTMLTextAreaElement | null>;
  uploads: Ref<Uploads>;
  attach: (files: File[]) => Promise<string[]>;
}

/** here: whether a mail is being written. */
export function useMailText({ text, input, uploads, attach }: MailTextParts, here: () => boolean) {
  const previewing = ref(false);

  const pictures: Pictures = (name) => {
    const found = uploads.value.items.value.find((one) => one.name === name);
    return found?.file?.width ? found.file.path : null;
  };

  const { selection, apply, use, onKeydown } = useFormatting(text, input, here);

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
