// Browsers let a hidden page's own timers run once a minute, which is too seldom for the heartbeat that keeps an agent
// present; a worker's timers run on.

/** Runs an action every so many ms; returns how to stop it. */
export function workerTimer(action: () => void, ms: number): () => void {
  const worker = new Worker(new URL("./ticker.worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = action;
  worker.postMessage(ms);
  return () => worker.terminate();
}
