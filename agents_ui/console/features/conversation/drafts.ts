// What is being written, for each conversation: at once in this tab, and a moment later on the server, from where it
// comes back after a reload and on another device. Whoever wrote last wins, and is told what it took the place of.
import { ApiError } from "@shared/api";
import type { DraftMark, DraftView, FrameOf } from "@shared/wire";
import { defineStore } from "pinia";
import { computed, shallowReactive } from "vue";

import { api, type Page } from "../../api";
import { persisted } from "../preferences/persisted";

export type Mode = "reply" | "note";
export type Audience = "public" | "staff";

export interface Draft {
  mode: Mode;
  reply: string;
  note: string;
}

/** What the server holds, as far as we know; at is null where it holds nothing. */
interface Held {
  body: string;
  at: string | null;
}

const EMPTY: Draft = { mode: "reply", reply: "", note: "" };
const NOTHING: Held = { body: "", at: null };
const PAUSE = 800;

export const audienceOf = (mode: Mode): Audience => (mode === "note" ? "staff" : "public");
const modeOf = (audience: Audience): Mode => (audience === "staff" ? "note" : "reply");
const keyOf = (id: string, mode: Mode) => `${id}/${mode}`;

export const useDrafts = defineStore("drafts", () => {
  const drafts = persisted<Record<string, Draft>>("drafts", {}, sessionStorage);
  const held = persisted<Record<string, Held>>("drafts-held", {}, sessionStorage);
  /** What another device had written when our text took its place. */
  const replaced = shallowReactive(new Map<string, string>());
  /** Drafts on the server, by key: for the marks in the list. */
  const marks = shallowReactive(new Set<string>());
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const saving = shallowReactive(new Map<string, string>());

  const draft = (id: string): Draft => drafts.value[id] ?? EMPTY;
  const heldOf = (key: string): Held => held.value[key] ?? NOTHING;
  const isDirty = (id: string, mode: Mode) => draft(id)[mode] !== heldOf(keyOf(id, mode)).body;
  const marked = computed(() => new Set([...marks].map((key) => key.split("/")[0]!)));

  /** Whether something was begun here, wherever it was written. */
  const has = (id: string) => Boolean(draft(id).reply.trim() || draft(id).note.trim()) || marked.value.has(id);

  /** Whether the server has what is shown. */
  const isSaved = (id: string, mode: Mode) => draft(id)[mode].trim() !== "" && !isDirty(id, mode);

  function change(id: string, part: Partial<Draft>): void {
    keep(id, part);
    for (const mode of ["reply", "note"] as const) if (part[mode] !== undefined) saveSoon(id, mode);
  }

  function keep(id: string, part: Partial<Draft>): void {
    const next = { ...draft(id), ...part };
    if (next.mode === "reply" && !next.reply && !next.note) delete drafts.value[id];
    else drafts.value[id] = next;
  }

  function hold(id: string, mode: Mode, now: Held): void {
    const key = keyOf(id, mode);
    if (now.at === null) {
      delete held.value[key];
      marks.delete(key);
    } else {
      held.value[key] = now;
      marks.add(key);
    }
  }

  function saveSoon(id: string, mode: Mode): void {
    const key = keyOf(id, mode);
    clearTimeout(timers.get(key));
    timers.set(key, setTimeout(() => void save(id, mode), PAUSE));
  }

  async function save(id: string, mode: Mode): Promise<void> {
    const key = keyOf(id, mode);
    const text = draft(id)[mode];
    if (saving.has(key) || !isDirty(id, mode)) return;
    if (text.trim() === "" && heldOf(key).at === null) return;
    saving.set(key, text);
    let failed = false;
    try {
      await put(id, mode, text);
    } catch (error) {
      // Without a line, or refused: the text stays here, and the next word tries again.
      if (!(error instanceof ApiError)) throw error;
      failed = true;
    } finally {
      saving.delete(key);
    }
    if (!failed && isDirty(id, mode)) saveSoon(id, mode);
  }

  async function put(id: string, mode: Mode, text: string): Promise<void> {
    const path = `/conversations/${id}/drafts/${audienceOf(mode)}`;
    const key = keyOf(id, mode);
    if (text.trim() === "") {
      await api.send("DELETE", path, undefined, null);
      hold(id, mode, NOTHING);
      return;
    }
    try {
      await accept(path, id, mode, text);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "newer_draft") throw error;
      const theirs = (await fetchAll(id)).find((one) => modeOf(one.audience) === mode);
      hold(id, mode, theirs ? { body: theirs.body, at: theirs.updated_at } : NOTHING);
      if (theirs) replaced.set(key, theirs.body);
      await accept(path, id, mode, text);
    }
  }

  async function accept(path: string, id: string, mode: Mode, text: string): Promise<void> {
    const { at } = heldOf(keyOf(id, mode));
    // Saving the same text again is harmless by itself.
    const view = await api.send<DraftView>("PUT", path, { body: text, since: at }, null);
    hold(id, mode, { body: view.body, at: view.updated_at });
  }

  const fetchAll = async (id: string) => (await api.get<{ drafts: DraftView[] }>(`/conversations/${id}/drafts`)).drafts;

  /** A conversation is opened: what another device has saved comes in. */
  async function open(id: string): Promise<void> {
    try {
      const found = await fetchAll(id);
      for (const mode of ["reply", "note"] as const) {
        const theirs = found.find((one) => modeOf(one.audience) === mode);
        take(id, mode, theirs ? { body: theirs.body, at: theirs.updated_at } : NOTHING);
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** Saved on some device of ours: shown at once, unless something else is being written here, which then wins. */
  function receive(frame: FrameOf<"draft">): void {
    const { conversation: id, body, updated_at: at } = frame;
    take(id, modeOf(frame.audience), body === null || at === null ? NOTHING : { body, at });
  }

  function take(id: string, mode: Mode, theirs: Held): void {
    const key = keyOf(id, mode);
    const mine = heldOf(key);
    if (saving.get(key) === theirs.body) return;
    if (theirs.at !== null && mine.at !== null && Date.parse(theirs.at) <= Date.parse(mine.at)) return;
    const dirty = isDirty(id, mode);
    hold(id, mode, theirs);
    if (!dirty) keep(id, { [mode]: theirs.body });
    else {
      if (theirs.body && theirs.body !== draft(id)[mode]) replaced.set(key, theirs.body);
      saveSoon(id, mode);
    }
  }

  /** Gives back what another device had written. */
  function swap(id: string, mode: Mode): void {
    const theirs = replaced.get(keyOf(id, mode));
    replaced.delete(keyOf(id, mode));
    if (theirs !== undefined) change(id, { [mode]: theirs });
  }

  /** It is a message now; the server forgets its copy by itself. */
  function sent(id: string, mode: Mode): void {
    const key = keyOf(id, mode);
    clearTimeout(timers.get(key));
    replaced.delete(key);
    keep(id, { [mode]: "" });
    // A copy that is on its way may arrive after the message: what is then held is deleted.
    if (saving.has(key)) saveSoon(id, mode);
    else hold(id, mode, NOTHING);
  }

  /** A new line: where there are drafts, and what could not be saved is tried again. */
  async function resume(): Promise<void> {
    for (const id of Object.keys(drafts.value)) (["reply", "note"] as const).forEach((mode) => void save(id, mode));
    try {
      const page = await api.get<Page<DraftMark>>("/drafts");
      marks.clear();
      for (const mark of page.items) marks.add(keyOf(mark.conversation, modeOf(mark.audience)));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  return {
    drafts,
    replaced,
    draft,
    has,
    isSaved,
    heldAt: (id: string, mode: Mode) => heldOf(keyOf(id, mode)).at,
    change,
    open,
    receive,
    swap,
    keepOurs: (id: string, mode: Mode) => replaced.delete(keyOf(id, mode)),
    sent,
    resume,
  };
});
