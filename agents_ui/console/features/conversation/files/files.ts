// What is attached to what an agent writes: for each conversation, apart for replies and notes. What has been uploaded is
// a part of the draft, and goes with it to another device and through a reload.
import { byXhr, createUploads, type Rules, type Uploads } from "@shared/uploads";
import { defineStore } from "pinia";
import { effectScope, ref, watch } from "vue";

import { api } from "../../../api";
import { NEW_MAIL } from "../../mail/begin/newMails";
import { useDrafts, type Mode } from "../drafts";

const send = byXhr(() => ({ url: "/api/v1/files", headers: {} }));

export const useFiles = defineStore("files", () => {
  const drafts = useDrafts();
  const rules = ref<Rules | null>(null);
  const all = new Map<string, Uploads>();
  let asked: Promise<void> | null = null;

  /** What an upload must keep to; without an answer the server alone says no. */
  function learn(): Promise<void> {
    asked ??= api.get<Rules>("/files/rules").then(
      (found) => void (rules.value = found),
      () => void (asked = null),
    );
    return asked;
  }

  function of(conversation: string, mode: Mode): Uploads {
    const key = `${conversation}/${mode}`;
    const known = all.get(key) ?? createUploads(() => rules.value, send);
    if (!all.has(key) && conversation !== NEW_MAIL) follow(known, conversation, mode);
    all.set(key, known);
    return known;
  }

  /** What is stored is the draft's, and what the draft has is attached; as long as this tab is there. */
  function follow(uploads: Uploads, conversation: string, mode: Mode): void {
    effectScope(true).run(() => {
      watch(() => drafts.draft(conversation).files[mode], uploads.match, { immediate: true, flush: "sync" });
      const stored = () => uploads.items.value.flatMap((one) => one.file ?? []);
      watch(stored, (files) => drafts.attach(conversation, mode, files), { flush: "sync" });
    });
  }

  return { rules, learn, of };
});
