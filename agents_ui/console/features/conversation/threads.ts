// Watched conversations: frames go in, what we write goes out and is sent again until it is acknowledged.
import { newId } from "@shared/id";
import { ApiError } from "@shared/api";
import { fullTime } from "@shared/format";
import { locale } from "@shared/i18n";
import { toast } from "@shared/ui/toasts";
import type { FrameOf, StaffCommand, StaffMessage, Timeline } from "@shared/wire";
import { defineStore } from "pinia";
import { ref, shallowReactive } from "vue";

import { api } from "../../api";
import { t } from "../../i18n";
import { takeBack } from "../mail/actions";
import { persisted } from "../preferences/persisted";
import { useLive } from "../live/live";
import { apply, discard, emptyThread, enqueue, prepend, refuse, type Outgoing, type Thread, type ThreadFrame, type Written } from "./thread";

/** Conversations kept live at once, so that switching between them is instant; the server allows more. */
const WATCHED = 20;
const FOR_GOOD = ["not_found", "forbidden"];
/** Seconds before the server is asked again for what it could not do just then. */
const STORAGE_PAUSE = 2;

export const useThreads = defineStore("threads", () => {
  const live = useLive();
  const threads = shallowReactive(new Map<string, Thread>());
  /** Why a conversation could not be watched, by its id: the error's code. */
  const refused = shallowReactive(new Map<string, string>());
  const watched = ref<string[]>([]);
  const rewatching = new Set<string>();
  const unsent = persisted<Record<string, Outgoing[]>>("unsent", {}, sessionStorage);

  function thread(id: string): Thread {
    const known = threads.get(id);
    if (known) return known;
    const fresh = { ...emptyThread(id), outgoing: unsent.value[id] ?? [] };
    threads.set(id, fresh);
    return fresh;
  }

  function keep(next: Thread): void {
    const before = threads.get(next.id)?.outgoing;
    threads.set(next.id, next);
    if (before === next.outgoing) return;
    const rest = { ...unsent.value };
    if (next.outgoing.length === 0) delete rest[next.id];
    else rest[next.id] = next.outgoing;
    unsent.value = rest;
  }

  function open(id: string): void {
    refused.delete(id);
    const fresh = !watched.value.includes(id);
    watched.value = [id, ...watched.value.filter((one) => one !== id)];
    for (const old of watched.value.splice(WATCHED)) live.send({ type: "unwatch", conversation: old });
    if (fresh) watch(id);
  }

  /** Keeps a conversation live that we may turn to next, while there is room. */
  function follow(id: string): void {
    if (watched.value.includes(id) || watched.value.length >= WATCHED) return;
    watched.value.push(id);
    watch(id);
  }

  function watch(id: string): void {
    live.send({ type: "watch", conversation: id, after: thread(id).seq });
  }

  /** A new line: everything watched continues after what we have, and what waits is sent again, in order. */
  function resume(): void {
    rewatching.clear();
    watched.value.forEach(watch);
    for (const id of Object.keys(unsent.value)) {
      thread(id).outgoing.filter((one) => one.error === null).forEach((one) => transmit(id, one));
    }
  }

  function receive(id: string, frame: ThreadFrame): void {
    const known = threads.get(id);
    if (!known) return;
    const { thread: next, gap } = apply(known, frame);
    if (!gap) {
      rewatching.delete(id);
      keep(next);
    } else if (!rewatching.has(id) && watched.value.includes(id)) {
      rewatching.add(id);
      watch(id);
    }
  }

  function transmit(id: string, one: Outgoing): void {
    if (one.mail) {
      void transmitMail(id, one);
      return;
    }
    const { client_id, body, audience, mentions, files } = one;
    const command: StaffCommand = { type: "send", conversation: id, client_id, body, audience, mentions };
    live.send(files?.length ? { ...command, files: files.map((file) => file.id) } : command);
  }

  /** Its answer comes as frames too; what the server refuses is kept with its reason. */
  async function transmitMail(id: string, one: Outgoing): Promise<void> {
    const { client_id, body, audience, files, mail } = one;
    try {
      const written = { client_id, body, audience, files: files?.map((file) => file.id) ?? [], mail };
      leaving(id, await api.send<StaffMessage>("POST", `/conversations/${id}/messages`, written, client_id));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      fail({ type: "error", code: error.code, detail: error.detail, client_id, conversation: id, retry_after: error.status === 0 ? STORAGE_PAUSE : error.retryAfter });
    }
  }

  function send(id: string, written: Written): void {
    const one: Outgoing = { ...written, client_id: newId(), at: new Date().toISOString(), error: null };
    keep(enqueue(thread(id), one));
    transmit(id, one);
  }

  function retry(id: string, clientId: string): void {
    keep(refuse(thread(id), clientId, null));
    const one = thread(id).outgoing.find((waiting) => waiting.client_id === clientId);
    if (one) transmit(id, one);
  }

  /** Says that a mail leaves soon, for as long as it can be taken back, wherever one goes meanwhile. */
  function leaving(id: string, message: StaffMessage): void {
    const at = Date.parse(message.mail?.send_at ?? "");
    const left = at - Date.now();
    if (!message.mail?.may_take_back || !(left > 0)) return;
    const soon = left < 60_000;
    toast(soon ? t("mail.leaving") : t("mail.planned", { time: fullTime(at, locale.value) }), {
      about: `mail-${message.id}`,
      action: { label: t(soon ? "mail.takeBack" : "mail.takeBackPlanned"), run: () => void takeBack(id, message.id) },
      ...(soon && { shownFor: left }),
    });
  }

  /** An error frame: of a message, which is kept with its reason, or of a conversation that cannot be watched. */
  function fail(frame: FrameOf<"error">): void {
    const { client_id: clientId, conversation, retry_after: wait } = frame;
    if (clientId === null) {
      if (conversation !== null && threads.get(conversation)?.seq == null) unwatchable(conversation, frame.code);
      return;
    }
    const owner = [...threads.values()].find((one) => one.outgoing.some((waiting) => waiting.client_id === clientId));
    if (!owner) return;
    const pause = wait ?? (frame.code.startsWith("storage_") ? STORAGE_PAUSE : null);
    if (pause !== null) setTimeout(() => retry(owner.id, clientId), pause * 1000);
    else keep(refuse(owner, clientId, frame.code));
  }

  function unwatchable(id: string, code: string): void {
    if (FOR_GOOD.includes(code)) refused.set(id, code);
    else setTimeout(() => watch(id), STORAGE_PAUSE * 1000);
  }

  async function loadOlder(id: string): Promise<void> {
    const oldest = thread(id).messages[0]?.seq ?? null;
    keep(prepend(thread(id), await api.get<Timeline>(`/conversations/${id}/messages`, { before: oldest })));
  }

  return {
    threads,
    refused,
    watched,
    open,
    follow,
    resume,
    receive,
    send,
    retry,
    fail,
    loadOlder,
    leaving,
    discard: (id: string, clientId: string) => keep(discard(thread(id), clientId)),
  };
});
