// Says that a conversation was given to us: a toast in each tab, one sound over all of them.
import { toast } from "@shared/ui/toasts";
import type { ConversationRow } from "@shared/wire";

import { t } from "../../i18n";
import { router } from "../../router";
import { sound } from "../preferences/preferences";

const SOUND_LENGTH = 1500;

export function announce(row: ConversationRow): void {
  // Who already looks at it needs no telling.
  if (router.currentRoute.value.params.id === row.id && document.hasFocus()) return;
  toast(t("live.assigned", { name: row.customer.name }), {
    action: { label: t("live.open"), run: () => void router.push({ name: "conversation", params: { id: row.id } }) },
  });
  ring(row.id);
}

/** A customer of ours has written while we do not look: a sound, and the count in the title. */
export function announceUnread(before: ConversationRow | undefined, row: ConversationRow, me: string): void {
  const news = row.agent?.id === me && before !== undefined && row.unread > before.unread;
  if (news && !document.hasFocus()) ring(`${row.id}:${row.version}`);
}

/** Over all tabs one sound: whichever takes the lock plays, the others find it taken and stay silent. */
function ring(about: string): void {
  if (!sound.value) return;
  if (!("locks" in navigator)) {
    chime();
    return;
  }
  void navigator.locks.request(`contact-center:sound:${about}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    chime();
    await new Promise((resolve) => setTimeout(resolve, SOUND_LENGTH));
  });
}

/** Two short soft tones. */
function chime(): void {
  const context = new AudioContext();
  [660, 880].forEach((pitch, index) => {
    const start = context.currentTime + index * 0.14;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.32);
  });
  setTimeout(() => void context.close(), SOUND_LENGTH);
}
