// The composer's side of files: what is attached to the draft on the screen, and whether it may be sent.
import { pastedFiles } from "@shared/files/pasting";
import { fileSize, tf } from "@shared/files/texts";
import type { Uploads } from "@shared/uploads";
import { computed, watch } from "vue";

import { t } from "../../../i18n";
import type { Mode } from "../drafts";
import { useFiles } from "./files";

/** byMail: it goes by mail, which takes only so much. */
export function useAttachments(conversation: () => string, mode: () => Mode, byMail: () => boolean) {
  const files = useFiles();
  const uploads = computed<Uploads>(() => files.of(conversation(), mode()));
  const busy = computed(() => uploads.value.busy.value);

  const any = computed(() => uploads.value.items.value.length > 0);
  /** That the files are too much for one mail; null where they are not. */
  const heavy = computed(() => {
    const most = byMail() ? (files.rules?.mail_bytes ?? null) : null;
    const size = uploads.value.items.value.filter((one) => one.state !== "failed").reduce((sum, one) => sum + one.size, 0);
    return most !== null && size > most ? t("mail.tooLarge", { size: fileSize(size), most: fileSize(most) }) : null;
  });

  /** The names under which they are attached. */
  async function attach(chosen: File[]): Promise<string[]> {
    const taking = uploads.value;
    if (chosen.length === 0) return [];
    await files.learn();
    const before = new Set(taking.items.value.map((one) => one.key));
    taking.add(chosen);
    return taking.items.value.filter((one) => !before.has(one.key)).map((one) => one.name);
  }

  // What a draft brings along is measured as what is chosen here.
  watch(any, (some) => some && void files.learn(), { immediate: true });

  return {
    uploads,
    rules: computed(() => files.rules),
    any,
    /** Why the message cannot go yet, empty where the list of files says it; null where nothing stands in its way. */
    obstacle: computed(() => {
      if (heavy.value !== null) return "";
      if (busy.value) return tf("files.wait");
      return uploads.value.failed.value ? "" : null;
    }),
    heavy,
    attach,
    paste(event: ClipboardEvent): void {
      const pasted = pastedFiles(event);
      if (pasted.length > 0) event.preventDefault();
      void attach(pasted);
    },
  };
}
