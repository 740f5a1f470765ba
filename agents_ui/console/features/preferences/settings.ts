// What the server remembers for whoever is signed in, so that every browser of theirs behaves alike. Changes hold at
// once, here and in the other tabs, and are saved a moment later.
import { ApiError } from "@shared/api";
import type { Me, Preferences } from "@shared/wire";
import { computed, reactive, watchEffect } from "vue";

import { api } from "../../api";

export const USUAL: Preferences = {
  desktop: false,
  alerts: {
    message: { sound: true, desktop: true },
    offered: { sound: true, desktop: true },
    assigned: { sound: true, desktop: true },
    mentioned: { sound: true, desktop: true },
    waiting: { sound: false, desktop: false },
  },
  volume: 60,
  quiet: { on: false, begin: "18:00", end: "08:00", days: [1, 2, 3, 4, 5, 6, 7], time_zone: null },
  density: "compact",
  single_keys: true,
  shortcuts: {},
  panels: { order: [], shut: [] },
  new_mail_inbox: null,
};

const PAUSE = 600;
const copy = (given: Me["preferences"]): Preferences => JSON.parse(JSON.stringify(given)) as Preferences;

export const settings = reactive<Preferences>(copy(USUAL));
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("contact-center:preferences") : null;
if (channel) channel.onmessage = (event: MessageEvent<Preferences>) => Object.assign(settings, event.data);
let timer: ReturnType<typeof setTimeout> | undefined;

/** What the server has sent at sign-in. */
export function adopt(given: Me["preferences"]): void {
  Object.assign(settings, copy(given));
}

export function prefer(part: Partial<Preferences>): void {
  Object.assign(settings, part);
  channel?.postMessage(copy(settings));
  clearTimeout(timer);
  timer = setTimeout(() => void save(), PAUSE);
}

async function save(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  try {
    await api.send("PUT", "/session/preferences", settings, null);
  } catch (error) {
    // It holds here all the same; the next change saves it along.
    if (!(error instanceof ApiError)) throw error;
  }
}

// A page that is left before the pause is over still saves.
document.addEventListener("visibilitychange", () => {
  if (timer !== undefined && document.visibilityState === "hidden") void save();
});

/** Single-key shortcuts can be turned off (WCAG 2.1.4). */
export const singleKeys = computed({
  get: () => settings.single_keys,
  set: (on: boolean) => prefer({ single_keys: on }),
});

watchEffect(() => {
  document.documentElement.dataset.density = settings.density;
});
