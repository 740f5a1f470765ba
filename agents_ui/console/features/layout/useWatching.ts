// A page whose facts no frame brings, kept up to date while somebody looks at it.
import { onScopeDispose } from "vue";

const PAUSE = 3_000;

/** Calls again and again while the page is looked at, so that it changes by itself; a failure waits for the next. */
export function useWatching(look: () => Promise<void>): void {
  const timer = setInterval(() => {
    if (!document.hidden) look().catch(() => undefined);
  }, PAUSE);
  onScopeDispose(() => clearInterval(timer));
}
