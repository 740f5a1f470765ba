// The composer's side of an answer by mail: whether one is written, what stands in its way, its tools, and what is sent.
import { pastedFiles } from "@shared/files/pasting";
import type { Uploads } from "@shared/uploads";
import type { ConversationRow, NewMail } from "@shared/wire";
import { computed, nextTick, ref, watch, type Ref } from "vue";

import { t } from "../../../i18n";
import type { Mode } from "../../conversation/drafts";
import { useThreads } from "../../conversation/threads";
import { inline } from "../../knowledge/markdown";
import type { Pictures } from "../mailText";
import { mailOf, obstacleOf } from "./draft";
import { useMailDrafts } from "./mailDrafts";
import { useAnswerForm } from "./useAnswerForm";
import { useFormatting } from "./useFormatting";

interface Writing {
  row: () => ConversationRow;
  mode: Ref<Mode>;
  text: Ref<string>;
  input: Ref<HTMLTextAreaElement | null>;
  uploads: Ref<Uploads>;
  attach: (files: File[]) => Promise<string[]>;
}

export function useMailWriting({ row, mode, text, input, uploads, attach }: Writing) {
  const drafts = useMailDrafts();
  const threads = useThreads();
  const previewing = ref(false);
  const here = computed(() => row().channel === "email" && mode.value === "reply");
  const lastMail = () => threads.threads.get(row().id)?.messages.findLast((one) => one.mail)?.id;
  const form = useAnswerForm(() => (here.value ? row().id : null), lastMail);
  const draft = computed(() => drafts.draft(row().id));

  const pictures: Pictures = (name) => {
    const found = uploads.value.items.value.find((one) => one.name === name);
    return found?.file?.width ? found.file.path : null;
  };

  const obstacle = computed(() => {
    const found = here.value ? obstacleOf(draft.value, form.value) : null;
    return found && t(`mail.obstacle.${found}`);
  });

  const { selection, apply, use, onKeydown } = useFormatting(text, input, () => here.value);

  /** Pasted pictures stand where they were pasted, as their names; false where it is not for us. */
  function paste(event: ClipboardEvent): boolean {
    const files = here.value ? pastedFiles(event) : [];
    if (files.length === 0) return false;
    event.preventDefault();
    void attach(files).then((names) => {
      const shown = names.filter((_, index) => files[index]?.type.startsWith("image/"));
      if (shown.length > 0 && input.value) apply(inline(selection(), shown.map((name) => `![${name}]`).join("\n")));
    });
    return true;
  }

  /** Undefined where it is no mail. */
  function mail(sendAt: string | null): NewMail | undefined {
    return here.value ? mailOf(draft.value, form.value, text.value.trim(), pictures, sendAt) : undefined;
  }

  function sent(): void {
    previewing.value = false;
    if (here.value) drafts.sent(row().id);
  }

  watch(here, () => (previewing.value = false));
  watch(
    () => drafts.wanted,
    (wanted) => {
      if (wanted?.conversation !== row().id) return;
      previewing.value = false;
      if (wanted.way !== "forward") void nextTick(() => input.value?.focus());
    },
  );
  return { here, form, obstacle, previewing, pictures, use, onKeydown, paste, mail, sent };
}
