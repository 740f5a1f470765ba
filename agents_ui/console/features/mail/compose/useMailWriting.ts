// The composer's side of an answer by mail: whether one is written, what stands in its way, its tools, and what is sent.
import type { ConversationRow, NewMail } from "@shared/wire";
import { computed, nextTick, watch, type Ref } from "vue";

import { t } from "../../../i18n";
import type { Mode } from "../../conversation/drafts";
import { useThreads } from "../../conversation/threads";
import { listed } from "../mails";
import { written } from "../people";
import { addressed, mailOf, obstacleOf } from "./draft";
import { useMailDrafts } from "./mailDrafts";
import { useAnswerForm } from "./useAnswerForm";
import { useMailText, type MailTextParts } from "./useMailText";

interface Writing extends MailTextParts {
  row: () => ConversationRow;
  mode: Ref<Mode>;
}

export function useMailWriting({ row, mode, ...parts }: Writing) {
  const drafts = useMailDrafts();
  const threads = useThreads();
  const { text, input } = parts;
  const here = computed(() => row().channel === "email" && mode.value === "reply");
  const { previewing, pictures, use, onKeydown, paste } = useMailText(parts, () => here.value);
  /** Whom an answer goes to, changes with the last mail, and with who the customer is. */
  const last = () => `${threads.threads.get(row().id)?.messages.findLast((one) => one.mail)?.id} ${row().customer.id}`;
  const form = useAnswerForm(() => (here.value ? row().id : null), last);
  const draft = computed(() => drafts.draft(row().id));

  const obstacle = computed(() => {
    const found = here.value ? obstacleOf(draft.value, form.value) : null;
    return found && t(`mail.obstacle.${found}`);
  });

  /** Whom it is written to, as the field says; empty where nobody is named yet. */
  const recipients = computed(() => (here.value ? listed(addressed(draft.value, form.value).to.map(written)) : ""));

  /** Undefined where it is no mail. */
  function mail(sendAt: string | null): NewMail | undefined {
    return here.value ? mailOf(draft.value, form.value, text.value.trim(), pictures, sendAt) : undefined;
  }

  function sent(): void {
    previewing.value = false;
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
  return { here, form, recipients, obstacle, previewing, pictures, use, onKeydown, paste, mail, sent };
}
