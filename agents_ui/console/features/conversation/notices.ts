// The timeline's lines about what happened, as sentences.
import type { IconName } from "@shared/ui/icons/paths";
import type { Notice } from "@shared/wire";

import { t, type Key } from "../../i18n";

const ICONS = {
  ConversationAssigned: "user",
  ConversationReleased: "inbox",
  ConversationResolved: "check",
  ConversationReopened: "reopen",
  ConversationSnoozed: "snooze",
  ConversationWoken: "clock",
} satisfies Record<string, IconName>;

type Kind = keyof typeof ICONS;

/** Facts without a line of their own are not drawn. */
export function isKnown(kind: string): kind is Kind {
  return Object.hasOwn(ICONS, kind);
}

export function noticeIcon(kind: string): IconName {
  return isKnown(kind) ? ICONS[kind] : "info";
}

export function noticeText(notice: Notice, me: string | null): string {
  const { kind } = notice;
  if (!isKnown(kind)) return "";
  const name = (who: Notice["by"], self: Key = "list.you") =>
    who?.id === me ? t(self) : (who?.name ?? t("timeline.agent"));
  if (kind === "ConversationAssigned") {
    if (!notice.by) return t("notice.assignedAutomatically", { agent: name(notice.agent, "notice.toYou") });
    if (notice.by.id === notice.agent?.id) return t("notice.taken", { by: name(notice.by) });
    return t("notice.assigned", { by: name(notice.by), agent: name(notice.agent, "notice.toYou") });
  }
  return notice.by ? t(`notice.${kind}`, { by: name(notice.by) }) : t(`notice.${kind}.byItself`);
}
