// What is being written, for each conversation: kept while switching and over a reload of the tab.
import { defineStore } from "pinia";

import { persisted } from "../preferences/persisted";

export type Mode = "reply" | "note";

export interface Draft {
  mode: Mode;
  reply: string;
  note: string;
}

const EMPTY: Draft = { mode: "reply", reply: "", note: "" };

export const useDrafts = defineStore("drafts", () => {
  const drafts = persisted<Record<string, Draft>>("drafts", {}, sessionStorage);

  function draft(id: string): Draft {
    return drafts.value[id] ?? EMPTY;
  }

  function change(id: string, part: Partial<Draft>): void {
    const next = { ...draft(id), ...part };
    if (next.mode === "reply" && !next.reply && !next.note) delete drafts.value[id];
    else drafts.value[id] = next;
  }

  return { drafts, draft, change };
});
