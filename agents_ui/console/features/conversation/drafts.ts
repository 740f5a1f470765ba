// What is being written, for each conversation: at once in this tab, and a moment later on the server, from where it
// comes back after a reload and on another device. Whoever wrote last wins, and is told what it took the place of.
import { ApiError } from "@shared/api";
import type { FileRef } from "@shared/uploads";
import type { DraftMail, DraftMark, DraftView, FrameOf } from "@shared/wire";
import { defineStore } from "pinia";
import { computed, shallowReactive } from "vue";

import { api, type Page } from "../../api";
import { fromMail, isUsual, isWritten, keptOf, USUAL, type MailDraft } from "../mail/compose/draft";
import { persisted } from "../preferences/persisted";

export type Mode = "reply" | "note";
export type Audience = "public" | "staff";

export interface Draft {
  mode: Mode;
  reply: string;
  note: string;
  /** Of the reply, where it goes by mail. */
  mail: MailDraft;
  /** What has been uploaded for each. */
  files: Record<Mode, readonly FileRef[]>;
}

/** What is saved of one; mail is null where it is none, or all is as usual. */
interface Written {
  body: string;
  mail: DraftMail | null;
  files: readonly FileRef[];
}

/** What the server holds, as far as we know; at is null where it holds nothing. */
interface Held extends Written {
  at: string | null;
}

const EMPTY: Draft = { mode: "reply", reply: "", note: "", mail: USUAL, files: { reply: [], note: [] } };
const NOTHING: Held = { body: "", mail: null, files: [], at: null };
const PAUSE = 800;

export const audienceOf = (mode: Mode): Audience => (mode === "note" ? "staff" : "public");
const modeOf = (audience: Audience): Mode => (audience === "staff" ? "note" : "reply");
const keyOf = (id: string, mode: Mode) => `${id}/${mode}`;
const idsOf = (files: readonly FileRef[]) => files.map((file) => file.id);
const signOf = ({ body, mail, files }: Written) => JSON.stringify([body, mail, idsOf(files)]);
const isEmpty = ({ body, mail, files }: Written) => body.trim() === "" && !isWritten(mail) && files.length === 0;
const heldIn = (view: Pick<DraftView, "body" | "mail" | "files" | "updated_at">): Held => ({
  body: view.body,
  files: view.files,
  mail: view.mail ? keptOf(fromMail(view.mail)) : null,
  at: view.updated_at,
});

export const useDrafts = defineStore("drafts", () => {
  const drafts = persisted<Record<string, Draft>>("drafts", {}, sessionStorage);
  const held = persisted<Record<string, Held>>("drafts-held", {}, sessionStorage);
  /** What another device had written when our text took its place. */
  const replaced = shallowReactive(new Map<string, Written>());
  /** Drafts on the server, by key: for the marks in the list. */
  const marks = shallowReactive(new Set<string>());
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const saving = shallowReactive(new Map<string, string>());

  const draft = (id: string): Draft => ({ ...EMPTY, ...drafts.value[id] });
  const heldOf = (key: string): Held => ({ ...NOTHING, ...held.value[key] });
  const writtenIn = (id: string, mode: Mode): Written => {
    const { [mode]: body, mail, files } = draft(id);
    return { body, mail: mode === "reply" ? keptOf(mail) : null, files: files[mode] };
  };

  function isDirty(id: string, mode: Mode): boolean {
    const [here, there] = [writtenIn(id, mode), heldOf(keyOf(id, mode))];
    return !(isEmpty(here) && there.at === null) && signOf(here) !== signOf(there);
  }

  const marked = computed(() => new Set([...marks].map((key) => key.split("/")[0]!)));

  /** Whether something was begun here, wherever it was written. */
  const has = (id: string) => !isEmpty(writtenIn(id, "reply")) || !isEmpty(writtenIn(id, "note")) || marked.value.has(id);

  /** Whether the server has what is shown. */
  const isSaved = (id: string, mode: Mode) => !isEmpty(writtenIn(id, mode)) && !isDirty(id, mode);

  function change(id: string, part: Partial<Draft>): void {
    keep(id, part);
    if (part.reply !== undefined || part.mail !== undefined) saveSoon(id, "reply");
    if (part.note !== undefined) saveSoon(id, "note");
  }

  /** What has been uploaded for it by now. */
  function attach(id: string, mode: Mode, files: readonly FileRef[]): void {
    if (idsOf(files).join() === idsOf(draft(id).files[mode]).join()) return;
    keep(id, withFiles(id, mode, files));
    saveSoon(id, mode);
  }

  const withFiles = (id: string, mode: Mode, files: readonly FileRef[]) => ({ files: { ...draft(id).files, [mode]: files } });

  function keep(id: string, part: Partial<Draft>): void {
    const next = { ...draft(id), ...part };
    const { reply, note } = next.files;
    if (next.mode === "reply" && !next.reply && !next.note && isUsual(next.mail) && reply.length + note.length === 0) delete drafts.value[id];
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
    const written = writtenIn(id, mode);
    if (saving.has(key) || !isDirty(id, mode)) return;
    saving.set(key, signOf(written));
    let failed = false;
    try {
      await put(id, mode, written);
    } catch (error) {
      // Without a line, or refused: the text stays here, and the next word tries again.
      if (!(error instanceof ApiError)) throw error;
      failed = true;
    } finally {
      saving.delete(key);
    }
    if (!failed && isDirty(id, mode)) saveSoon(id, mode);
  }

  async function put(id: string, mode: Mode, written: Written): Promise<void> {
    const path = `/conversations/${id}/drafts/${audienceOf(mode)}`;
    const key = keyOf(id, mode);
    if (isEmpty(written)) {
      await api.send("DELETE", path, undefined, null);
      hold(id, mode, NOTHING);
      return;
    }
    try {
      await accept(path, id, mode, written);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "newer_draft") throw error;
      const theirs = (await fetchAll(id)).find((one) => modeOf(one.audience) === mode);
      hold(id, mode, theirs ? heldIn(theirs) : NOTHING);
      if (theirs) replaced.set(key, heldIn(theirs));
      await accept(path, id, mode, written);
    }
  }

  async function accept(path: string, id: string, mode: Mode, { body, mail, files }: Written): Promise<void> {
    const since = heldOf(keyOf(id, mode)).at;
    // Saving the same again is harmless by itself.
    const text = { body, since, files: idsOf(files), ...(mode === "reply" && { mail }) };
    const view = await api.send<DraftView>("PUT", path, text, null);
    hold(id, mode, heldIn(view));
    const lost = idsOf(files).filter((file) => !idsOf(view.files).includes(file));
    // What was sent from another device, or has been deleted, is not attached any more.
    if (lost.length > 0) keep(id, withFiles(id, mode, draft(id).files[mode].filter((file) => !lost.includes(file.id))));
  }

  const fetchAll = async (id: string) => (await api.get<{ drafts: DraftView[] }>(`/conversations/${id}/drafts`)).drafts;

  /** A conversation is opened: what another device has saved comes in. */
  async function open(id: string): Promise<void> {
    try {
      const found = await fetchAll(id);
      for (const mode of ["reply", "note"] as const) {
        const theirs = found.find((one) => modeOf(one.audience) === mode);
        take(id, mode, theirs ? heldIn(theirs) : NOTHING);
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** Saved on some device of ours: shown at once, unless something else is being written here, which then wins. */
  function receive(frame: FrameOf<"draft">): void {
    const { conversation: id, body, mail, files, updated_at } = frame;
    take(id, modeOf(frame.audience), body === null || updated_at === null ? NOTHING : heldIn({ body, mail, files, updated_at }));
  }

  function take(id: string, mode: Mode, theirs: Held): void {
    const key = keyOf(id, mode);
    const before = heldOf(key);
    if (saving.get(key) === signOf(theirs)) return;
    if (theirs.at !== null && before.at !== null && Date.parse(theirs.at) <= Date.parse(before.at)) return;
    const dirty = isDirty(id, mode);
    const mine = writtenIn(id, mode);
    hold(id, mode, theirs);
    if (dirty) {
      if (!isEmpty(theirs) && signOf(theirs) !== signOf(mine)) replaced.set(key, theirs);
      saveSoon(id, mode);
    } else if (theirs.at !== null || !isEmpty(mine)) keep(id, shown(id, mode, theirs)); // a way that was chosen here stays
  }

  /** What is written elsewhere, as the draft here; fields that are open stay so. */
  function shown(id: string, mode: Mode, { body, mail, files }: Written): Partial<Draft> {
    if (mode === "note") return { note: body, ...withFiles(id, mode, files) };
    const open = draft(id).mail.open || mail?.way === "forward";
    return { reply: body, ...withFiles(id, mode, files), mail: { ...(mail ? fromMail(mail) : USUAL), open: mail !== null && open } };
  }

  /** Gives back what another device had written. */
  function swap(id: string, mode: Mode): void {
    const theirs = replaced.get(keyOf(id, mode));
    replaced.delete(keyOf(id, mode));
    if (theirs !== undefined) change(id, shown(id, mode, theirs));
  }

  /** It is a message now; the server forgets its copy by itself. */
  function sent(id: string, mode: Mode): void {
    const key = keyOf(id, mode);
    clearTimeout(timers.get(key));
    replaced.delete(key);
    keep(id, { ...(mode === "reply" ? { reply: "", mail: USUAL } : { note: "" }), ...withFiles(id, mode, []) });
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
    attach,
    open,
    receive,
    swap,
    keepOurs: (id: string, mode: Mode) => replaced.delete(keyOf(id, mode)),
    sent,
    resume,
  };
});
