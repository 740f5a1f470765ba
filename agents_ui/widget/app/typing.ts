// Says that the visitor types: at most every 3 seconds, and once more when it is over.
const EVERY = 3_000;

export function createTyping(send: (on: boolean) => void, clock: () => number = Date.now): (on: boolean) => void {
  let saidAt: number | null = null;
  return (on) => {
    const now = clock();
    if (on && saidAt !== null && now - saidAt < EVERY) return;
    if (!on && saidAt === null) return;
    saidAt = on ? now : null;
    send(on);
  };
}
