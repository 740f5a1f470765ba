// Says what is new for us: a toast in each tab, and by sound or notification as its user likes.
import { toast, toasts } from "@shared/ui/toasts";
import type { ConversationRow, FrameOf } from "@shared/wire";

import { t } from "../../i18n";
import { calledBy } from "../customers/names";
import { router } from "../../router";
import { useConversations } from "../conversations/conversations";
import { previewText } from "../conversations/preview";
import { isLookedAt, tell } from "./alerts";

const ASSIGNED = "assigned";
const told = new Set<string>();

export function announce(row: ConversationRow): void {
  // Who already looks at it needs no telling.
  if (isLookedAt(row.id)) return;
  // What the toast on the screen tells of already is told again together with this one.
  if (!toasts.value.some((one) => one.about === ASSIGNED)) told.clear();
  told.add(row.id);
  const many = told.size > 1;
  const text = t("live.assigned", { name: calledBy(row.customer.name) });
  toast(many ? t("live.assignedMany", { count: told.size }) : text, {
    about: ASSIGNED,
    action: { label: t("live.open"), run: many ? openMine : () => openOne(row.id) },
  });
  tell({ kind: "assigned", about: `assigned:${row.id}:${row.version}`, title: text, text: previewText(row.preview), conversation: row.id });
}

/** A colleague to whom we wanted to give a conversation has answered, or has not in time. */
export function announceAnswer({ conversation: row, agent, outcome }: FrameOf<"given">): void {
  toast(t(`transfer.answer.${outcome}`, { agent: agent.name, name: calledBy(row.customer.name) }), {
    about: `given:${row.id}`,
    tone: outcome === "accepted" ? "plain" : "bad",
    action: isLookedAt(row.id) ? null : { label: t("live.open"), run: () => openOne(row.id) },
  });
}

/** A note names us. */
export function announceMention({ conversation: row, by, excerpt }: FrameOf<"mentioned">): void {
  const title = t("live.mentioned", { name: by.name });
  if (!isLookedAt(row.id)) toast(title, { action: { label: t("live.open"), run: () => openOne(row.id) } });
  tell({ kind: "mentioned", about: `mentioned:${row.id}:${row.version}:${excerpt}`, title, text: excerpt, conversation: row.id });
}

function openOne(id: string): void {
  void router.push({ name: "conversation", params: { id } });
}

function openMine(): void {
  useConversations().view = { tab: "mine", status: "open" };
  void router.push({ name: "inbox" });
}

/** A row has changed: a customer of ours has written, or somebody waits whom nobody has. */
export function announceRow(before: ConversationRow | undefined, row: ConversationRow, me: string, available: boolean): void {
  const about = `${row.id}:${row.version}`;
  const news = { title: calledBy(row.customer.name), text: previewText(row.preview), conversation: row.id };
  if (row.agent?.id === me && before !== undefined && row.unread > before.unread) {
    tell({ ...news, kind: "message", about: `message:${about}` });
  } else if (available && isWaiting(row) && !(before && isWaiting(before))) {
    tell({ ...news, kind: "waiting", about: `waiting:${row.id}`, title: t("live.waiting", { name: calledBy(row.customer.name) }) });
  }
}

const isWaiting = (row: ConversationRow) => row.status === "open" && row.owner === "none" && row.waiting_since !== null;
