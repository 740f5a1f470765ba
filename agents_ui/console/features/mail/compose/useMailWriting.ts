// The composer's side of an answer by mail: whether one is written, what stands in its way, its tools, and what is sent.
import { pastedFiles } from "@shared/files/pasting";
import type { Uploads } from "@shared/uploads";
import type { ConversationRow, NewMail } from "@shared/wire";
import { computed, nextTick, ref, watch, type Ref } from "vue";

import { t } from "../../../i18n";
import type { Mode } from "../../conversation/drafts";
import { useThreads } from "../../conversation/threads";
import { continued, edit, inline, type Edit } from "../../knowledge/markdown";
import type { Pictures } from "../mailText";
import { mailOf, obstacleOf } from "./draft";
import { useMailDrafts } from "./mailDrafts";
import type { MailTool } from "./MailTools.vue";
import { useAnswerForm } from "./useAnswerForm";

interface Writing {
  row: () => ConversationRow;
  mode: Ref<Mode>;
  text: Ref<string>;
  input: Ref<HTMLTextAreaElement | null>;
  uploads: Ref<Uploads>;
  attach: (files: File[]) => Promise<string[]>;
}

const KEYS: Record<string, MailTool> = { b: "bold", i: "italic" };

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
    if (!here.value || event.isComposing) return false;
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
