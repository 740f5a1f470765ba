// One tab of several does it: whichever comes first writes down that it was done.
const NAME = "contact-center:told";
const REMEMBERED = 60_000;
/** The tab that somebody looks at goes first. */
const OTHERS_WAIT = 150;

type Told = [about: string, at: number][];

function recent(now: number): Told {
  try {
    const stored = JSON.parse(localStorage.getItem(NAME) ?? "[]") as Told;
    return stored.filter(([, at]) => now - at < REMEMBERED);
  } catch {
    return [];
  }
}

/** Runs the action in one of the tabs that ask for the same within a minute. */
export async function once(about: string, action: () => void): Promise<void> {
  if (!document.hasFocus()) await new Promise((resolve) => setTimeout(resolve, OTHERS_WAIT));
  const claim = () => {
    const now = Date.now();
    const told = recent(now);
    if (told.some(([one]) => one === about)) return;
    localStorage.setItem(NAME, JSON.stringify([...told, [about, now]]));
    action();
  };
  // Over plain HTTP browsers have no locks: there two tabs may both come first, which is rare.
  const locks = navigator.locks as LockManager | null | undefined;
  if (locks) await locks.request(NAME, claim);
  else claim();
}
