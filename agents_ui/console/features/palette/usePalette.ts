// Whether the palette is open: one for the whole page.
import { ref } from "vue";

import { useShortcut } from "../shortcuts/shortcuts";

const paletteOpen = ref(false);
const paletteWanted = ref("");

export function usePalette() {
  function open(wanted = ""): void {
    paletteWanted.value = wanted;
    paletteOpen.value = true;
  }
  return { paletteOpen, paletteWanted, open };
}

/** For the shell alone. */
export function usePaletteKey(): void {
  const { open } = usePalette();
  useShortcut("palette", () => open());
}
