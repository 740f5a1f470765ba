// When a page begins, how long it is looked at, and when it is left: also where a page's scripts change the address.
import { cleanUrl } from "./cleaning";

/** Scripts set the title after the address. */
const TITLE_LATE = 500;

interface Watching {
  enter: (referrer: string) => void;
  /** The current page was looked at for so many seconds so far. */
  look: (seconds: number, left: boolean) => void;
  url: () => string | undefined;
  /** How often to call look while the page is on the screen, in milliseconds. */
  every: number;
}

export function watchPages({ enter, look, url, every }: Watching): void {
  let looked = 0;
  let since: number | null = null;
  let gone = false;
  let late: ReturnType<typeof setTimeout> | undefined;

  const seconds = () => (looked + (since === null ? 0 : performance.now() - since)) / 1000;

  function begin(referrer: string): void {
    looked = 0;
    since = document.hidden ? null : performance.now();
    enter(referrer);
    clearTimeout(late);
    late = setTimeout(() => look(seconds(), false), TITLE_LATE);
  }

  function moved(): void {
    const before = url();
    const now = cleanUrl(location.href);
    if (!before || !now || now === before) return;
    look(seconds(), false);
    begin(before);
  }

  for (const name of ["pushState", "replaceState"] as const) {
    const change = history[name];
    history[name] = function (this: History, ...state) {
      change.apply(this, state);
      moved(); // at once: the title is still that of the page that is left
    };
  }
  addEventListener("popstate", moved);
  addEventListener("hashchange", moved);

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      looked += since === null ? 0 : performance.now() - since;
      since = null;
    } else since ??= performance.now();
    if (!gone) look(seconds(), false);
  });
  addEventListener("pagehide", () => {
    gone = true;
    look(seconds(), true);
  });
  addEventListener("pageshow", ({ persisted }) => {
    gone = false;
    if (persisted) begin(document.referrer);
  });
  setInterval(() => document.hidden || look(seconds(), false), every);

  begin(document.referrer);
}
