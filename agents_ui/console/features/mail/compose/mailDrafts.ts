// Answers by mail that are being written, by conversation. What they have is a part of the draft, and kept with it.
import { toast } from "@shared/ui/toasts";
import type { FileRef } from "@shared/uploads";
import type { DraftView } from "@shared/wire";
import { defineStore } from "pinia";
import { ref } from "vue";

import { t } from "../../../i18n";
import { useDrafts } from "../../conversation/drafts";
import { useFiles } from "../../conversation/files/files";
import { fromMail, type MailDraft, type Way } from "./draft";

export type { Way } from "./draft";

export const useMailDrafts = defineStore("mail-drafts", () => {
  const drafts = useDrafts();
  /** The conversation in whose composer somebody wants to write now; a new object each time. */
  const wanted = ref<{ conversation: string; way: Way } | null>(null);

  const draft = (id: string): MailDraft => drafts.draft(id).mail;
  const change = (id: string, part: Partial<MailDraft>) => drafts.change(id, { mail: { ...draft(id), ...part } });

  /** Another way begins with those whom it goes to by itself. files: of the mail that is passed on. */
  function begin(id: string, way: Way, files: readonly FileRef[] = []): void {
    const mail = { ...draft(id), way, to: null, cc: null, bcc: [], subject: null, open: way === "forward" };
    drafts.change(id, { mode: "reply", mail });
    wanted.value = { conversation: id, way };
    if (way === "forward") void passOn(id, files);
  }

  /** Files go with another mail as copies of their own. */
  async function passOn(id: string, files: readonly FileRef[]): Promise<void> {
    const store = useFiles();
    await store.learn();
    const found = await Promise.all(files.filter((file) => file.path).map(copyOf));
    const copies = found.filter((file) => file !== null);
    store.of(id, "reply").add(copies);
    if (copies.length < files.length) toast(t("mail.filesLost"), { tone: "bad" });
  }

  async function copyOf({ path, name, media_type }: FileRef): Promise<File | null> {
    try {
      const response = await fetch(path);
      return response.ok ? new File([await response.blob()], name, { type: media_type }) : null;
    } catch {
      return null;
    }
  }

  /** A mail was taken back: what it was made of is the draft again. */
  function giveBack(id: string, view: DraftView): void {
    const { audience, body, mail, files, updated_at } = view;
    drafts.receive({ type: "draft", conversation: id, audience, body, mail, files, updated_at });
    drafts.change(id, { mode: "reply", ...(mail && { mail: fromMail(mail) }) });
    wanted.value = { conversation: id, way: draft(id).way };
  }

  return { wanted, draft, change, begin, giveBack };
});
