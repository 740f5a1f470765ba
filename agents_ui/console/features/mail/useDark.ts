// Whether the page is dark just now: by its user's choice, else by the system's.
import { computed, ref } from "vue";

import { theme } from "../preferences/preferences";

const media = matchMedia("(prefers-color-scheme: dark)");
const system = ref(media.matches);
media.addEventListener?.("change", (event) => (system.value = event.matches));

export const dark = computed(() => (theme.value === "system" ? system.value : theme.value === "dark"));
