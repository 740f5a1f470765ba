// Ties the reducer to the world: the socket, the loader on the shop's page, the clock.
import { openSocket, type LiveSocket, type SocketState } from "@shared/socket";
import { locale, type Locale } from "@shared/i18n/index";
import { newId } from "@shared/id";
import type { FileRef } from "@shared/uploads";
import { computed, reactive, ref, shallowRef, watch } from "vue";

import type { Kept, ToFrame, Unsent } from "../protocol";
import { drawAttention } from "./attention";
import type { Boot } from "./boot";
import { applyBrand } from "./brand";
import { connectLoader } from "./bridge";
import { createAttachments } from "./files/attachments";
import type { Command, Frame } from "./frames";
import { keepDrafts } from "./drafts";
import { createIdentity } from "./identity";
import { keepForNextPage } from "./keeping";
import { keepReceipts } from "./receipts";
import { reduce, type Event } from "./reduce";
import { createSaying } from "./saying";
import { emptyChat, others, unreadAfter, type Chat } from "./state";
import { createTyping } from "./typing";

const PING_EVERY = 20_000;
/** The frame page is too old, or the server has a new key: a fresh page helps. */
const STALE_PAGE = new Set(["embed_expired", "embed_invalid"]);
const RELOAD_EVERY = 60_000;

/** The visitor's time zone by its IANA name. */
export function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

export type Session = ReturnType<typeof startSession>;

export function startSession(boot: Boot) {
  const chat = shallowRef<Chat>(emptyChat());
  const line = ref<SocketState>("connecting");
  const retryAt = ref<number | null>(null);
  /** What was answered before the first message, by the question's key. */
  const answers = ref<Record<string, string>>({});
  /** The visitor wants no face of the bot. */
  const faceless = ref(false);
  /** What was looked for in the help before writing. */
  const looked = ref({ words: "" });
  /** A conversation is on its way from the server. */
  const expecting = ref(false);
  /** focusAsked counts the times the visitor has opened the panel. */
  const panel = reactive({ shown: false, full: false, focusAsked: 0, atBottom: true });
  let token: string | null = null;
  let keptConversation: string | null = null;
  let socket: LiveSocket<Command> | null = null;
  let reloadedAt = 0;
  let out: number | undefined;
  const identity = createIdentity();
  let waking: ReturnType<typeof setTimeout> | undefined;

  const loader = connectLoader(boot.site, hear);
  const { draft, restore } = keepDrafts(chat, loader.post);
  const send = (command: Command) => socket?.send(command) ?? false;
  /** Refused for good, not for the age of the page. */
  const refused = computed(() => chat.value.refused !== null && !STALE_PAGE.has(chat.value.refused));
  const attachments = createAttachments(boot, () => token ?? "");
  /** Staff may see what is being written where somebody is there. */
  const previewing = () => boot.inbox.typing_preview && !!chat.value.online && chat.value.hours?.open !== false;
  const saying = createSaying(chat, expecting, boot.inbox.pre_chat, draft, { begin: () => dispatch({ type: "began" }), answer });
  const typing = createTyping((on, text) => {
    if (!chat.value.welcomed || chat.value.conversation?.status !== "open") return;
    send(text ? { type: "typing", on, text } : { type: "typing", on });
  }, previewing);
  const receipts = keepReceipts(chat, panel, send);
  const unread = computed(() => {
    const here = unreadAfter(chat.value, Math.max(chat.value.mine.seen, receipts.seen.value));
    return here + others(chat.value).filter((other) => other.unread).length;
  });
  /** Frames are new; what comes with a snapshot, or a list that was asked for, is history. */
  const live = ref(false);

  const { muted } = drawAttention(unread, live, loader.post);
  const keeping = keepForNextPage(chat, unread, expecting, () => token, loader.post);

  function dispatch(event: Event): void {
    const before = chat.value;
    const [next, commands] = reduce(before, event);
    chat.value = next;
    commands.forEach(send);
    if (next.outbox !== before.outbox) keeping.unsent(before, next);
    wakeLater(next);
  }

  function wakeLater({ typing: shown, pausedUntil }: Chat): void {
    clearTimeout(waking);
    const now = Date.now();
    const times = [shown?.until ?? 0, pausedUntil].filter((time) => time > now);
    if (times.length > 0) waking = setTimeout(() => dispatch({ type: "waited", now: Date.now() }), Math.min(...times) - now + 1);
  }

  function hear(message: ToFrame): void {
    if (message.type === "init") {
      const isNew = identity.given(message.wishes.identity);
      if (socket) {
        if (isNew) connect();
        return;
      }
      locale.value = message.locale;
      const colour = applyBrand(message.wishes.colour ?? boot.inbox.colour, document.documentElement.style);
      token = message.kept.token ?? null;
      out = message.kept.out;
      // Somebody has signed out in another tab while this one had no chat: what was begun here was theirs.
      const { drafts, answers: given } = message.tab.out === out ? message.tab : {};
      loader.post({ type: "keep", kept: { colour }, tab: { out, drafts, answers: given } });
      keptConversation = message.kept.conversation ?? null;
      expecting.value = keptConversation !== null;
      keeping.start(message.kept);
      restore(drafts, keptConversation);
      answers.value = given ?? {};
      muted.value = message.kept.muted ?? false;
      faceless.value = message.kept.faceless ?? false;
      reloadedAt = message.tab.reloadedAt ?? 0;
      const unsent = Object.values(message.kept.unsent ?? {}).filter((item) => item !== undefined);
      dispatch({ type: "restored", unsent });
      connect();
    } else if (message.type === "shown") {
      panel.shown = message.shown;
      panel.full = message.full;
      // What stood against it may be over by now.
      if (message.focus && message.shown && refused.value) connect();
      if (message.focus && message.shown) panel.focusAsked += 1;
    } else if (message.type === "say") saying.value = message.text;
    else followOtherTab(message.kept);
  }

  /** Another tab has become a visitor, or has left an ended conversation behind: this one goes along. */
  function followOtherTab(kept: Kept): void {
    if (kept.locale) locale.value = kept.locale;
    muted.value = kept.muted ?? false;
    faceless.value = kept.faceless ?? false;
    if (kept.out !== out) {
      out = kept.out;
      identity.given(undefined);
      start(null);
      keeping.wiped();
      loader.post({ type: "keep", tab: { out } });
      return loader.post({ type: "close" });
    }
    // The same customer of the shop came here and there at once, and the other tab was first.
    if (kept.token && kept.token !== token && identity.token()) return start(kept.token);
    const { conversation, outbox } = chat.value;
    const other = kept.conversation ?? null;
    const leaves = conversation?.status === "resolved" && other !== conversation.id;
    const becomes = kept.token && kept.token !== token && !conversation && outbox.length === 0;
    if (leaves) dispatch({ type: "followed" });
    if (becomes) token = kept.token!;
    if (becomes || (leaves && other)) connect();
  }

  /** Somebody else from here on: nothing of before is seen or sent. */
  function forget(): void {
    dispatch({ type: "wiped" });
    keptConversation = null;
    expecting.value = false;
    restore();
    answers.value = {};
    attachments.uploads.value = null;
  }

  function start(as: string | null): void {
    forget();
    token = as;
    connect();
  }

  function connect(): void {
    socket?.close();
    dispatch({ type: "disconnected" });
    socket = openSocket<Command, Frame>({
      url: () => new URL("/widget/socket", location.href).href.replace(/^http/, "ws"),
      ping: { type: "ping" },
      pingEvery: PING_EVERY,
      onOpen: hello,
      onFrames: receive,
      onState(state, at) {
        if (state !== "open") dispatch({ type: "disconnected" });
        line.value = state;
        retryAt.value = at;
      },
    });
  }

  function hello(): void {
    const { conversation, seq } = chat.value;
    send({
      type: "hello",
      embed_token: boot.embed_token,
      visitor_token: token,
      conversation: conversation?.id ?? keptConversation,
      after: conversation ? seq : null,
      locale: locale.value,
      ...(identity.token() && { identity: identity.token() }),
    });
  }

  function receive(all: Frame[]): void {
    const frames = identity.answered(all);
    const welcome = frames.find((frame) => frame.type === "welcome");
    const known = token !== null;
    if (welcome) {
      if (known && token !== welcome.visitor_token) {
        forget();
        keeping.wiped();
      }
      token = welcome.visitor_token;
      keptConversation = null;
      expecting.value = welcome.conversation !== null && welcome.conversation !== chat.value.conversation?.id && !chat.value.beginning;
    }
    live.value = !welcome && !chat.value.listing && !frames.some((frame) => frame.type === "snapshot");
    dispatch({ type: "frames", frames, now: Date.now() });
    if (frames.some((frame) => frame.type === "snapshot") && chat.value.wanted === null) expecting.value = false;
    if (welcome && known) dispatch({ type: "listWanted", more: false });
    const { refused } = chat.value;
    if (refused === null) return;
    if (refused === "visitor_invalid" && token) {
      token = null;
      hello();
    } else {
      socket?.close();
      if (STALE_PAGE.has(refused)) setTimeout(askFreshPage, reloadedAt + RELOAD_EVERY - Date.now());
    }
  }

  function askFreshPage(): void {
    loader.post({ type: "keep", tab: { reloadedAt: Date.now() } });
    loader.post({ type: "reload" });
  }

  function write(body: string, about?: Record<string, string>, files?: FileRef[]): void {
    dispatch({ type: "written", client_id: newId(), body, now: Date.now(), ...(about && { about }), ...(files && { files }) });
    draft.value = "";
    typing("");
  }

  /** What is written meanwhile stays. choice: the button, where one was pressed. */
  function answer(body: string, choice?: Unsent["choice"]): void {
    dispatch({ type: "written", client_id: newId(), body, now: Date.now(), ...(choice && { choice }) });
  }

  watch(answers, (given) => loader.post({ type: "keep", tab: { answers: { ...given } } }), { deep: true });

  loader.post({ type: "ready" });

  return {
    boot,
    chat,
    line,
    retryAt,
    draft,
    attachments,
    answers,
    muted,
    panel,
    expecting,
    refused,
    typing,
    previewing,
    write,
    answer,
    faceless,
    looked,
    retry: (clientId: string) => dispatch({ type: "retried", client_id: clientId, now: Date.now() }),
    discard: (clientId: string) => dispatch({ type: "discarded", client_id: clientId }),
    older: () => dispatch({ type: "olderWanted" }),
    end: () => send({ type: "end" }),
    /** The visitor wants a person instead of the bot. */
    person: () => send({ type: "person" }),
    /** Leaves what is shown for a conversation of its own. */
    restart() {
      const { conversation } = chat.value;
      const text = draft.value;
      expecting.value = false;
      dispatch({ type: "began" });
      // Nothing can be written any more into what has ended.
      if (conversation?.status === "resolved") draft.value ||= text;
      dispatch({ type: "listWanted", more: false });
    },
    list: (more = false) => dispatch({ type: "listWanted", more }),
    choose: (conversation: string) => dispatch({ type: "chosen", conversation }),
    rate: (score: number, comment: string | null) => dispatch({ type: "rated", score, comment }),
    mailTo: (email: string) => dispatch({ type: "mailWanted", email, zone: zoneHere() }),
    wishSeen: () => dispatch({ type: "wishSeen" }),
    /** The visitor's token, for what is fetched beside the socket. */
    token: () => token ?? "",
    mute(wanted: boolean) {
      muted.value = wanted;
      loader.post({ type: "keep", kept: { muted: wanted } });
    },
    showFace(wanted: boolean) {
      faceless.value = !wanted;
      loader.post({ type: "keep", kept: { faceless: !wanted } });
    },
    retryNow: () => socket?.retryNow(),
    close: () => loader.post({ type: "close" }),
    speak(language: Locale) {
      locale.value = language;
      loader.post({ type: "keep", kept: { locale: language } });
    },
  };
}
