// What a confirmation is about, and whether it is open: closing it forgets the one chosen.
import { computed, shallowRef } from "vue";

export function useChosen<T>() {
  const chosen = shallowRef<T | null>(null);
  const open = computed({ get: () => chosen.value !== null, set: () => (chosen.value = null) });
  return { chosen, open };
}
