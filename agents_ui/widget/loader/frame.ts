// The iframe with the app: made late, spoken to at its exact origin, made anew when it failed or asks for it.
import type { ToFrame, ToLoader } from "../protocol";

/** A page that has loaded but does not speak was refused: the browser shows nothing of a forbidden frame. */
const SILENCE = 4_000;
const PATIENCE = 20_000;

export type FrameState = "loading" | "ready" | "failed";

export function createFrame(
  address: URL,
  parent: HTMLElement,
  onMessage: (message: ToLoader) => void,
  onState: (state: FrameState) => void,
) {
  let element: HTMLIFrameElement | undefined;
  let ready: boolean;
  let failing: ReturnType<typeof setTimeout> | undefined;

  function failAfter(time: number): void {
    clearTimeout(failing);
    failing = setTimeout(onState, time, "failed");
  }

  /** Does nothing where it exists. */
  function make(): void {
    if (element) return;
    element = document.createElement("iframe");
    ready = false;
    element.title = parent.ariaLabel!;
    element.src = address.href;
    element.onload = () => ready || failAfter(SILENCE);
    onState("loading");
    failAfter(PATIENCE);
    parent.append(element);
  }

  function remake(): void {
    element?.remove();
    element = undefined;
    make();
  }

  addEventListener("message", (event: MessageEvent<ToLoader>) => {
    if (!element || event.source !== element.contentWindow || event.origin !== address.origin) return;
    if (event.data.type === "ready") {
      ready = true;
      clearTimeout(failing);
      onState("ready");
    }
    onMessage(event.data);
  });

  return {
    make,
    remake,
    post(message: ToFrame) {
      if (ready) element!.contentWindow!.postMessage(message, address.origin);
    },
    focus() {
      (ready ? element! : parent).focus();
    },
  };
}
