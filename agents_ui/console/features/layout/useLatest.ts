// The newest of several requests that follow what somebody types: an earlier one is given up.
import { onScopeDispose } from "vue";

/** pause: milliseconds without another key before a request is made. */
export function useLatest(pause: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | null = null;

  function stop(): void {
    clearTimeout(timer);
    running?.abort();
  }

  function soon(action: () => Promise<void>): void {
    clearTimeout(timer);
    timer = setTimeout(() => void action(), pause);
  }

  /** Of the request that is made now. */
  function signal(): AbortSignal {
    running?.abort();
    running = new AbortController();
    return running.signal;
  }

  onScopeDispose(stop);
  return { stop, soon, signal };
}
