// What is attached to what an agent writes: for each conversation, apart for replies and notes, kept while switching.
import { byXhr, createUploads, type Rules, type Uploads } from "@shared/uploads";
import { defineStore } from "pinia";
import { ref } from "vue";

import { api } from "../../../api";
import type { Mode } from "../drafts";

const send = byXhr(() => ({ url: "/api/v1/files", headers: {} }));

export const useFiles = defineStore("files", () => {
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
    all.set(key, known);
    return known;
  }

  return { rules, learn, of };
});
