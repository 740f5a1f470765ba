// The tracker's behaviour: keeps this tab's trail, asks once, and tells the server what the visitor agreed to be told.
import type { Kept, ToLoader } from "../protocol";
import { createStore } from "../loader/store";
import { pickLocale } from "../loader/texts";
import { showQuestion, type Question } from "./banner";
import { createTrail, type CartLine } from "./trail";
import { watchPages } from "./watch";

const ALIVE_EVERY = 20_000;
const PAUSE = 30_000;

export interface Calls {
  /** Whatever else of the visit is worth knowing: names and short values. */
  track: (facts: Record<string, string | number>) => void;
  /** All that is in the cart now. */
  cart: (lines: CartLine[]) => void;
  /** What the visitor has searched the shop for on this page. */
  search: (words: string) => void;
  /** true or false: the visitor's answer, given elsewhere on the page; without: ask again. */
  consent: (given?: boolean) => void;
  /** The shop's customer has signed out: what this tab has seen is nobody's any more. */
  signOut: () => void;
}

/** Do Not Track and Global Privacy Control mean no. */
function wantsNoTraces(): boolean {
  const { doNotTrack, globalPrivacyControl } = navigator as Navigator & { globalPrivacyControl?: boolean };
  return doNotTrack === "1" || Boolean(globalPrivacyControl);
}

export function startTracker(origin: string, inbox: string, wishes: DOMStringMap): Calls {
  const key = `contact-center:${inbox}`;
  const store = createStore<Kept>("localStorage", key);
  const trail = createTrail(`${key}:visit`, () => store.read().token);
  let quiet = wantsNoTraces();
  let hide: (() => void) | undefined;
  let pausedUntil = 0;
  let settling = false;

  const post = (path: string, body: object) =>
    fetch(origin + path, { method: "POST", body: JSON.stringify({ inbox, visitor_token: token(), ...body }), keepalive: true, credentials: "omit" });

  /** The chat's own, so that the same visitor is met there; made in the chat's format where there is none yet. */
  function token(): string {
    let known = store.read().token;
    if (!known) {
      known = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32)))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
      keep({ token: known });
    }
    return known;
  }

  /** For every tab, and for the chat in this one. */
  function keep(change: Kept): void {
    store.update(change);
    dispatchEvent(new StorageEvent("storage", { key }));
  }

  /** Brings the server's knowledge of the answer level with the visitor's. */
  async function settle(): Promise<void> {
    const { consent, told } = store.read();
    if (consent === false) trail.drop();
    if (consent === undefined || consent === (told ?? false) || settling) return;
    settling = true;
    const stored = await post("/widget/consent", { given: consent }).then(({ ok }) => ok, () => false);
    settling = false;
    if (!stored) return;
    keep({ told: consent });
    if (store.read().consent === consent) send();
    else void settle();
  }

  function answer(given: boolean): void {
    hide?.();
    keep({ consent: given, ask: undefined });
    if (given && !trail.url()) trail.enter(document.referrer);
    void settle();
  }

  function send(left = false): void {
    const { consent, told } = store.read();
    if (!consent || !told || Date.now() < pausedUntil) return;
    const report = trail.report(left);
    if (!report) return;
    post("/widget/visits", report.body).then(
      async (response) => {
        if (response.ok) report.heard();
        else if (response.status === 403) forget(((await response.json()) as { code: string }).code);
        else pausedUntil = Date.now() + PAUSE;
      },
      () => (pausedUntil = Date.now() + PAUSE),
    );
  }

  /** The server knows of no consent any more: it is no longer worth anything here either. */
  function forget(code: string): void {
    if (code === "no_consent") keep({ consent: undefined, told: undefined });
    else pausedUntil = Infinity;
  }

  async function ask(again: boolean): Promise<void> {
    const question = await fetch(`${origin}/widget/consent?inbox=${inbox}`, { credentials: "omit" }).then(
      (response) => (response.ok ? (response.json() as Promise<Question>) : null),
      () => null,
    );
    if (!question || question.ask === "off") {
      quiet = true;
      trail.drop();
      return keep({ ask: undefined });
    }
    if (question.ask === "in_chat" && !again) return keep({ ask: true });
    hide?.();
    const { locale } = store.read();
    const language = pickLocale([locale, wishes.locale, document.documentElement.lang, ...navigator.languages]);
    hide = showQuestion(question, language, wishes.position === "left", answer);
  }

  const refused = () => quiet || store.read().consent === false;

  if (quiet) trail.drop();
  else {
    watchPages({
      enter: (referrer) => refused() || trail.enter(referrer),
      look: (seconds, left) => {
        if (refused()) return;
        trail.look(seconds);
        send(left);
      },
      url: trail.url,
      every: ALIVE_EVERY,
    });
    // The chat has asked, or its menu was used: the loader keeps the answer, and the server has to hear of it.
    addEventListener("message", ({ origin: from, data }: MessageEvent<ToLoader>) => {
      const given = from === origin && data?.type === "keep" ? data.kept?.consent : undefined;
      if (given !== undefined) answer(given);
    });
    if (store.read().consent === undefined) void ask(false);
  }
  void settle();

  return {
    track(facts) {
      const told = Object.entries(facts).map(([name, value]) => [name.slice(0, 50), `${value}`.slice(0, 300)]);
      if (!refused()) trail.tell({ facts: Object.fromEntries(told.slice(0, 30)) as Record<string, string> });
      send();
    },
    cart(lines) {
      if (!refused()) trail.tell({ cart: lines.slice(0, 50) });
      send();
    },
    search(words) {
      if (!refused()) trail.search(words);
      send();
    },
    signOut() {
      hide?.();
      trail.drop();
    },
    consent(given) {
      if (quiet && given !== false) return;
      if (given === undefined) void ask(true);
      else answer(given);
    },
  };
}
