// What is attached to the next message. The part that uploads is fetched with the first file.
import type { FileRef, Rules, Uploads } from "@shared/uploads";
import { computed, ref, shallowRef } from "vue";

import type { Boot } from "../boot";

export const MOST_FILES = 10;

export type Attachments = ReturnType<typeof createAttachments>;

export function createAttachments(boot: Boot, token: () => string) {
  const uploads = shallowRef<Uploads | null>(null);
  /** Not even the part that uploads could be fetched. */
  const failed = ref(false);
  const rules: Rules = { max_bytes: boot.max_file_bytes, max_files: MOST_FILES };

  async function attach(files: readonly File[]): Promise<void> {
    if (files.length === 0 || !boot.inbox.files) return;
    try {
      const { uploadsOf } = await import("./uploading");
      uploads.value ??= uploadsOf(boot.embed_token, token, rules);
      failed.value = false;
    } catch {
      failed.value = true;
      return;
    }
    uploads.value.add(files);
  }

  return {
    uploads,
    rules,
    failed,
    any: computed(() => (uploads.value?.items.value.length ?? 0) > 0),
    /** Something has not arrived: the message cannot go yet. */
    unready: computed(() => Boolean(uploads.value?.busy.value || uploads.value?.failed.value)),
    attach,
    take: (): FileRef[] => uploads.value?.take() ?? [],
  };
}
