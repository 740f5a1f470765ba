// The key that leads to the search from anywhere, and into its box when one is there already.
import { ref } from "vue";
import { useRoute, useRouter } from "vue-router";

import { useShortcut } from "../shortcuts/shortcuts";

/** Counts how often the key was pressed while the search was open. */
export const askedAgain = ref(0);

export function useSearchKey(): void {
  const route = useRoute();
  const router = useRouter();
  useShortcut("search", () => {
    if (route.name === "search") askedAgain.value += 1;
    else void router.push({ name: "search" });
  });
}
