// Draws the visitor's attention to what is new: a sound, and a mark before the page's title while nobody looks.
import { computed, ref, watch, type Ref } from "vue";

import type { ToLoader } from "../protocol";

const BLINK_EVERY = 1_500;
/** After so many changes the mark stays. */
const BLINKS = 20;

export function drawAttention(
  unread: Ref<number>,
  live: Ref<boolean>,
  post: (message: ToLoader) => void,
): { muted: Ref<boolean> } {
  const muted = ref(false);
  const visible = ref(document.visibilityState === "visible");
  let blinking: ReturnType<typeof setInterval> | undefined;

  document.addEventListener("visibilitychange", () => (visible.value = document.visibilityState === "visible"));
  // Browsers let a page sound only after somebody has touched it.
  let sound: Promise<typeof import("./sound")> | undefined;
  const touched = () => void (sound ??= import("./sound")).then(({ prepareSound }) => prepareSound());
  for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, touched, { passive: true, once: true });

  /** What came with the history is not new. */
  watch(unread, (count, before) => {
    if (count > before && live.value && !muted.value) void sound?.then(({ playSound }) => playSound());
  });

  const mark = computed(() => (unread.value > 0 && !visible.value ? `(${unread.value}) ` : ""));
  watch([unread, mark], ([count, text]) => {
    clearInterval(blinking);
    post({ type: "unread", count, mark: text });
    if (!text) return;
    let blinks = 0;
    blinking = setInterval(() => {
      blinks += 1;
      if (blinks >= BLINKS) clearInterval(blinking);
      post({ type: "unread", count, mark: blinks % 2 ? `● ${text}` : text });
    }, BLINK_EVERY);
  });
  return { muted };
}
