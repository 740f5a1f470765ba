// Ties the reducer to the world: the socket, the loader on the shop's page, the clock.
import { openSocket, type LiveSocket, type SocketState } from "@shared/socket";
import { locale, type Locale } from "@shared/i18n/index";
import { newId } from "@shared/id";
import { computed, reactive, ref, shallowRef, watch } from "vue";

import type { Kept, ToFrame } from "../protocol";
import type { Boot } from "./boot";
import { applyBrand } from "./brand";
import { connectLoader } from "./bridge";
import type { Command, Frame } from "./frames";
import { keepForNextPage } from "./keeping";
import { keepReceipts } from "./receipts";
import { reduce, type Event } from "./reduce";
import { emptyChat, unreadAfter, type Chat } from "./state";
import { createTyping } from "./typing";

const PING_EVERY = 20_000;
/** The frame page is too old, or the server has a new key: a fresh page helps. */
const STALE_PAGE = new Set(["embed_expired", "embed_invalid"]);
const RELOAD_EVERY = 60_000;

export type Session = ReturnType<typeof startSession>;

export function startSession(boot: Boot) {
  const chat = shallowRef<Chat>(emptyChat());
  const line = ref<SocketState>("connecting");
  const retryAt = ref<number | null>(null);
  const draft = ref("");
  /** A conversation is on its way from the server. */
  const expecting = ref(false);
  /** focusAsked counts the times the visitor has opened the panel. */
  const panel = reactive({ shown: false, full: false, focusAsked: 0, atBottom: true });
  let token: string | null = null;
  let keptConversation: string | null = null;
  let socket: LiveSocket<Command> | null = null;
  let reloadedAt = 0;
  let waking: ReturnType<typeof setTimeout> | undefined;

  const loader = connectLoader(boot.site, hear);
  const send = (command: Command) => socket?.send(command) ?? false;
  const typing = createTyping((on) => {
    if (chat.value.welcomed && chat.value.conversation?.status === "open") send({ type: "typing", on });
  });
  const receipts = keepReceipts(chat, panel, send);
  const unread = computed(() => unreadAfter(chat.value, Math.max(chat.value.mine.seen, receipts.seen.value)));

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
      locale.value = message.locale;
      const colour = applyBrand(message.colour ?? boot.inbox.colour, document.documentElement.style);
      loader.post({ type: "keep", kept: { colour } });
      token = message.kept.token ?? null;
      keptConversation = message.kept.conversation ?? null;
      expecting.value = keptConversation !== null;
      keeping.start(message.kept);
      draft.value = message.tab.draft ?? "";
      reloadedAt = message.tab.reloadedAt ?? 0;
      const unsent = Object.values(message.kept.unsent ?? {}).filter((item) => item !== undefined);
      dispatch({ type: "restored", unsent });
      connect();
    } else if (message.type === "shown") {
      panel.shown = message.shown;
      panel.full = message.full;
      if (message.focus && message.shown) panel.focusAsked += 1;
    } else followOtherTab(message.kept);
  }

  /** Another tab has become a visitor, or has left an ended conversation behind: this one goes along. */
  function followOtherTab(kept: Kept): void {
    if (kept.locale) locale.value = kept.locale;
    const { conversation, outbox } = chat.value;
    const other = kept.conversation ?? null;
    const leaves = conversation?.status === "resolved" && other !== conversation.id;
    const becomes = kept.token && kept.token !== token && !conversation && outbox.length === 0;
    if (leaves) dispatch({ type: "restarted" });
    if (becomes) token = kept.token!;
    if (becomes || (leaves && other)) connect();
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
    });
  }

  function receive(frames: Frame[]): void {
    const welcome = frames.find((frame) => frame.type === "welcome");
    if (welcome) {
      token = welcome.visitor_token;
      keptConversation = null;
      expecting.value = welcome.conversation !== null && welcome.conversation !== chat.value.conversation?.id;
    }
    if (frames.some((frame) => frame.type === "snapshot")) expecting.value = false;
    dispatch({ type: "frames", frames, now: Date.now() });
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

  function write(body: string): void {
    dispatch({ type: "written", client_id: newId(), body, now: Date.now() });
    draft.value = "";
    typing(false);
  }

  watch(unread, (count) => loader.post({ type: "unread", count }));
  watch(draft, (text) => loader.post({ type: "keep", tab: { draft: text } }));

  loader.post({ type: "ready" });

  return {
    boot,
    chat,
    line,
    retryAt,
    draft,
    panel,
    expecting,
    /** Refused for good, not for the age of the page. */
    refused: computed(() => chat.value.refused !== null && !STALE_PAGE.has(chat.value.refused)),
    typing,
    write,
    retry: (clientId: string) => dispatch({ type: "retried", client_id: clientId, now: Date.now() }),
    discard: (clientId: string) => dispatch({ type: "discarded", client_id: clientId }),
    older: () => dispatch({ type: "olderWanted" }),
    end: () => send({ type: "end" }),
    restart: () => dispatch({ type: "restarted" }),
    retryNow: () => socket?.retryNow(),
    close: () => loader.post({ type: "close" }),
    speak(language: Locale) {
      locale.value = language;
      loader.post({ type: "keep", kept: { locale: language } });
    },
  };
}
