// One clock for all timers on the page.
import { readonly, ref } from "vue";

const clock = ref(Date.now());
setInterval(() => (clock.value = Date.now()), 1000);

/** The time now, in epoch ms; changes every second. */
export const now = readonly(clock);
