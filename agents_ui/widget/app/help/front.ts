// What there is to read before anything is looked for; kept while the frame lives, for each language.
import type { components } from "@shared/api.gen";
import { locale, type Locale } from "@shared/i18n/index";
import { computed, reactive } from "vue";

import { api } from "./reading";

export type Front = components["schemas"]["HelpFront"];

const known = reactive<Partial<Record<Locale, Front>>>({});

export const front = computed(() => known[locale.value] ?? null);

/** Where it cannot be had, the search alone is there. How one is reached is looked at anew each time. */
export async function loadFront(): Promise<void> {
  const language = locale.value;
  try {
    known[language] = await api.get<Front>("/help/front", { locale: language });
  } catch {
    // The search says so if the server is not there.
  }
}
