// Says that the visitor types: at most every 3 seconds, and once more when it is over. Where staff may see what is
// written, also what: at most every second, the last word included.
const EVERY = 3_000;
const PREVIEW_EVERY = 1_000;
/** The end of a long text is what is being written. */
const PREVIEW_LENGTH = 500;

type Say = (on: boolean, text: string | null) => void;

/** Returns what to call with each change of the text; nothing is typed where it is blank. */
export function createTyping(say: Say, preview: () => boolean, clock: () => number = Date.now): (text: string) => void {
  let saidAt: number | null = null;
  let later: ReturnType<typeof setTimeout> | undefined;

  function tell(text: string): void {
    clearTimeout(later);
    saidAt = text ? clock() : null;
    say(text !== "", preview() ? text.slice(-PREVIEW_LENGTH) : null);
  }

  return (written) => {
    const text = written.trim();
    clearTimeout(later);
    if (!text && saidAt === null) return;
    const wait = text && saidAt !== null ? saidAt + (preview() ? PREVIEW_EVERY : EVERY) - clock() : 0;
    if (wait <= 0) tell(text);
    else if (preview()) later = setTimeout(tell, wait, text);
  };
}
