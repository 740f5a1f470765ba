// The loader's behaviour: opens and closes the panel, makes the iframe when it is needed, keeps what must be kept.
import type { Kept, TabKept, ToLoader } from "../protocol";
import { createFrame, type FrameState } from "./frame";
import { createStore } from "./store";
import { FULL } from "./styles";
import { pickLocale, TEXTS } from "./texts";
import { createView, make } from "./view";

export function startLoader(src: string, inbox: string, wishes: DOMStringMap): NonNullable<Window["ContactCenter"]> {
  const key = `contact-center:${inbox}`;
  const store = createStore<Kept>("localStorage", key);
  const tab = createStore<TabKept>("sessionStorage", key);
  const [host, launcher, badge, said, panel, retry] = createView(wishes.position === "left");
  const address = new URL(`widget/frame?inbox=${inbox}&site=${location.origin}`, src);
  const screen = matchMedia(FULL);
  const port = window.visualViewport!;
  let state: FrameState = "loading";
  let shown = false;
  let unread = 0;
  let mark = "";
  let saying = "";

  const frame = createFrame(address, panel, hear, (next) => {
    state = next;
    draw();
    if (state === "failed" && shown) retry.focus();
  });

  function hear(message: ToLoader): void {
    if (message.type === "ready") {
      frame.post({ type: "init", kept: store.read(), tab: tab.read(), locale: locale(), wishes: { ...wishes } });
      tellShown(document.activeElement === host);
      sayIt();
    } else if (message.type === "keep") {
      const { kept } = message;
      store.update(kept && { ...kept, unsent: { ...store.read().unsent, ...kept.unsent } });
      tab.update(message.tab);
    } else if (message.type === "unread") {
      const more = message.count > unread;
      unread = message.count;
      // A page that has changed its title meanwhile keeps its own.
      document.title = document.title.replace(mark, (mark = message.mark));
      draw();
      tellPage();
      if (more && !shown) said.textContent = launcher.ariaLabel;
    } else if (message.type === "close") show(false);
    else frame.remake();
    draw();
  }

  /** The visitor's choice, then the page's, then the browser's. */
  function locale() {
    return pickLocale([store.read().locale, wishes.locale, document.documentElement.lang, ...navigator.languages]);
  }

  function draw(): void {
    const texts = TEXTS[locale()];
    const colour = wishes.colour ?? store.read().colour ?? "";
    const news = !shown && unread > 0;
    if (CSS.supports("color", colour)) host.style.setProperty("--brand", colour);
    launcher.ariaLabel = texts.title + (news ? `, ${unread}${texts.unread}` : "");
    launcher.ariaExpanded = `${shown}`;
    badge.textContent = news ? (unread > 99 ? "99+" : `${unread}`) : "";
    panel.className = `fixed panel ${state}${shown ? "" : " closed"}`;
    panel.ariaLabel = texts.title;
    retry.textContent = texts.retry;
    // On a phone the panel keeps clear of the on-screen keyboard; a page that is zoomed in is left alone.
    const cover = shown && screen.matches && port.scale < 1.05;
    panel.style.cssText = cover ? `top:${port.offsetTop}px;height:${port.height}px` : "";
  }

  function tellShown(focus: boolean): void {
    frame.post({ type: "shown", shown, focus, full: screen.matches });
  }

  function sayIt(): void {
    if (saying && state === "ready") frame.post({ type: "say", text: saying });
    if (state === "ready") saying = "";
  }

  function tellPage(): void {
    dispatchEvent(new CustomEvent("contact-center", { detail: { open: shown, unread } }));
  }

  function show(wanted: boolean, focus = true): void {
    if (wanted === shown) return;
    shown = wanted;
    tab.update({ shown });
    if (shown) frame.make();
    else if (document.activeElement === host) launcher.focus();
    draw();
    if (shown && focus) frame.focus();
    tellShown(focus);
    tellPage();
  }

  /** What is kept has changed. */
  function follow(): void {
    const kept = store.read();
    frame.post({ type: "kept", kept });
    if (kept.open) frame.make();
    draw();
  }

  function attach(): void {
    if (!host.isConnected) document.body.append(host);
  }

  function wakeUp(): void {
    if ("visits" in wishes) document.body.append(Object.assign(make("script"), { src: new URL("tracker.js", src) }));
    if (!store.read().open) return;
    frame.make();
    if (tab.read().shown && !screen.matches) show(true, false);
  }

  function start(): void {
    attach();
    draw();
    // Safari knows no requestIdleCallback.
    (window.requestIdleCallback ?? setTimeout)(wakeUp);
  }

  const toggle = () => show(!shown);
  launcher.onclick = toggle;
  retry.onclick = frame.remake;
  host.onkeydown = (event) => {
    if (event.key === "Escape") show(false);
  };
  screen.onchange = () => {
    draw();
    tellShown(false);
  };
  port.onresize = port.onscroll = draw;
  addEventListener("storage", (event) => {
    if (event.key === key) follow();
  });
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);

  return {
    open: () => show(true),
    say(text) {
      saying = text;
      show(true);
      sayIt();
    },
    close: () => show(false),
    toggle,
    attach,
    identify(token) {
      wishes.identity = token;
      hear({ type: "ready" });
    },
    signOut() {
      delete wishes.identity;
      store.update({ locale: store.read().locale, out: Date.now() }, {});
      tab.update({}, {});
      follow();
    },
  };
}
