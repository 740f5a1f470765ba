// The app's end of the line to the loader on the shop's page: one exact origin, one exact window.
import type { ToFrame, ToLoader } from "../protocol";

export interface LoaderBridge {
  post: (message: ToLoader) => void;
}

export function connectLoader(site: string, onMessage: (message: ToFrame) => void): LoaderBridge {
  window.addEventListener("message", (event: MessageEvent<ToFrame>) => {
    if (event.source === window.parent && event.origin === site) onMessage(event.data);
  });
  return { post: (message) => window.parent.postMessage(message, site) };
}
