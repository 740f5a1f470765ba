// What the server wrote into the frame page.
import type { Locale } from "@shared/i18n/index";

export interface Boot {
  embed_token: string;
  inbox: {
    id: string;
    name: string;
    colour: string;
    greeting: Record<Locale, string>;
    title: Record<Locale, string>;
  };
  /** The origin of the shop's page. */
  site: string;
  languages: Locale[];
}

export function readBoot(): Boot {
  return JSON.parse(document.getElementById("boot")!.textContent!) as Boot;
}
