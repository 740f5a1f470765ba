// Whether the context panel is shown: beside the conversation as this browser remembers it, on narrow windows over
// the conversation and only when asked for.
import { computed, onUnmounted, ref, type WritableComputedRef } from "vue";

import { contextOpen } from "../preferences/preferences";

export function useContextOpen(): WritableComputedRef<boolean> {
  const media = matchMedia("(max-width: 1100px)");
  const narrow = ref(media.matches);
  const over = ref(false);
  const follow = () => (narrow.value = media.matches);
  media.addEventListener("change", follow);
  onUnmounted(() => media.removeEventListener("change", follow));

  return computed({
    get: () => (narrow.value ? over.value : contextOpen.value),
    set: (open) => {
      if (narrow.value) over.value = open;
      else contextOpen.value = open;
    },
  });
}
