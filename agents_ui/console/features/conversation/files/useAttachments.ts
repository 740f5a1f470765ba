// The composer's side of files: what is attached to the draft on the screen, and whether it may be sent.
import { pastedFiles } from "@shared/files/pasting";
import { tf } from "@shared/files/texts";
import type { Uploads } from "@shared/uploads";
import { computed } from "vue";

import type { Mode } from "../drafts";
import { useFiles } from "./files";

export function useAttachments(conversation: () => string, mode: () => Mode) {
  const files = useFiles();
  const uploads = computed<Uploads>(() => files.of(conversation(), mode()));
  const busy = computed(() => uploads.value.busy.value);

  /** The names under which they are attached. */
  async function attach(chosen: File[]): Promise<string[]> {
    const taking = uploads.value;
    if (chosen.length === 0) return [];
    await files.learn();
    const before = new Set(taking.items.value.map((one) => one.key));
    taking.add(chosen);
    return taking.items.value.filter((one) => !before.has(one.key)).map((one) => one.name);
  }

  return {
    uploads,
    rules: computed(() => files.rules),
    any: computed(() => uploads.value.items.value.length > 0),
    /** Why the message cannot go yet, empty where the list of files says it; null where nothing stands in its way. */
    obstacle: computed(() => {
      if (busy.value) return tf("files.wait");
      return uploads.value.failed.value ? "" : null;
    }),
    attach,
    paste(event: ClipboardEvent): void {
      const pasted = pastedFiles(event);
      if (pasted.length > 0) event.preventDefault();
      void attach(pasted);
    },
  };
}
