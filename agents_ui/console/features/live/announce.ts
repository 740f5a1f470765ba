// Says that conversations were given to us: one toast in each tab, one sound over all of them.
import { toast, toasts } from "@shared/ui/toasts";
import type { ConversationRow } from "@shared/wire";

import { t } from "../../i18n";
import { router } from "../../router";
import { useConversations } from "../conversations/conversations";
import { sound } from "../preferences/preferences";

const SOUND_LENGTH = 1500;
const ASSIGNED = "assigned";
const told = new Set<string>();

export function announce(row: ConversationRow): void {
  // Who already looks at it needs no telling.
  if (router.currentRoute.value.params.id === row.id && document.hasFocus()) return;
  // What the toast on the screen tells of already is told again together with this one.
  if (!toasts.value.some((one) => one.about === ASSIGNED)) told.clear();
  told.add(row.id);
  const many = told.size > 1;
  toast(many ? t("live.assignedMany", { count: told.size }) : t("live.assigned", { name: row.customer.name }), {
    about: ASSIGNED,
    action: { label: t("live.open"), run: many ? openMine : () => openOne(row.id) },
  });
  ring(row.id);
}

function openOne(id: string): void {
  void router.push({ name: "conversation", params: { id } });
}

function openMine(): void {
  useConversations().view = { tab: "mine", status: "open" };
  void router.push({ name: "inbox" });
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
