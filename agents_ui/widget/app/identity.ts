// Who the shop says that the visitor is: a token that is shown at hello until the server has taken it.
import type { Frame } from "./frames";

export interface Identity {
  /** What the page says now; tells whether it is something else than before. */
  given: (token: string | undefined) => boolean;
  /** What is still to be shown. */
  token: () => string | null;
  /** Takes the server's answer to it out of the frames. A refusal is for the page's developer: the chat goes on. */
  answered: (frames: Frame[]) => Frame[];
}

export function createIdentity(): Identity {
  let said: string | undefined;
  let open: string | null = null;
  let wasRefused = false;

  return {
    given(token) {
      if (token === said) return false;
      said = token;
      open = token ?? null;
      return true;
    },
    token: () => open,
    answered(frames) {
      return frames.filter((frame) => {
        const refusal = frame.type === "error" && frame.code.startsWith("identity_");
        // eslint-disable-next-line no-console -- where the page's developer looks
        if (refusal) console.warn(`Chat: ${frame.detail} (${frame.code})`);
        if (frame.type === "welcome" && !wasRefused) open = null;
        if (refusal || frame.type === "welcome") wasRefused = refusal;
        return !refusal;
      });
    },
  };
}
