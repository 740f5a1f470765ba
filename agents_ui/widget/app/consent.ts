// Whether staff may see the visitor's pages: asked here where the inbox says so, and withdrawn here at any time. The
// loader keeps the answer; the tracker on the shop's page hears it too, and tells the server.
import { reactive } from "vue";

import type { Boot } from "./boot";
import { connectLoader, type LoaderBridge } from "./bridge";

/** asked: the visitor has yet to answer. given: the answer that holds. */
export const consent = reactive({ asked: false, given: false });
let loader: LoaderBridge | undefined;

export function followConsent(boot: Boot): void {
  loader = connectLoader(boot.site, (message) => {
    if (!("kept" in message)) return;
    const { ask, consent: answer } = message.kept;
    consent.asked = Boolean(ask) && answer === undefined;
    consent.given = Boolean(answer);
  });
}

export function answerConsent(given: boolean): void {
  Object.assign(consent, { asked: false, given });
  loader?.post({ type: "keep", kept: { consent: given, ask: undefined } });
}
