// The timeline's lines about what happened, as sentences.
import { locale } from "@shared/i18n";
import type { IconName } from "@shared/ui/icons/paths";
import type { Notice } from "@shared/wire";

import { t, type Key } from "../../i18n";

const ICONS = {
  ConversationAssigned: "user",
  ConversationReleased: "inbox",
  ConversationTransferred: "transfer",
  ConversationResolved: "check",
  ConversationReopened: "reopen",
  ConversationSnoozed: "snooze",
  ConversationWoken: "clock",
  ConversationRated: "star",
  ConversationLabelled: "tag",
  ConversationsMerged: "merge",
  ConversationsSplit: "merge",
  BotHandedOver: "transfer",
  MailBounced: "alert",
  ConversationMarkedSpam: "ban",
  ConversationUnmarkedSpam: "reopen",
  ConversationCustomerChanged: "forward",
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
  if (kind === "ConversationTransferred") {
    const values = { queue: notice.queue ?? "", by: name(notice.by) };
    if (!notice.by) return t("notice.toQueueByItself", values);
    return t(notice.warm ? "notice.toQueueWarmly" : "notice.toQueue", values);
  }
  if (kind === "ConversationReleased" && notice.by && notice.agent && notice.by.id !== notice.agent.id) {
    return t("notice.takenBack", { by: name(notice.by), agent: name(notice.agent, "notice.fromYou") });
  }
  if (kind === "ConversationRated") return t("notice.ConversationRated", { score: notice.score ?? 0 });
  if (kind === "ConversationsMerged" || kind === "ConversationsSplit") {
    const key = kind === "ConversationsMerged" && notice.away ? "notice.mergedAway" : (`notice.${kind}` as const);
    return t(key, { by: name(notice.by), number: String(notice.other ?? "") });
  }
  if (kind === "ConversationLabelled") return labelledText(notice, name(notice.by));
  if (kind === "MailBounced") return t(notice.reason === "delayed" ? "notice.MailDelayed" : "notice.MailBounced");
  if (kind === "BotHandedOver") return handedOverText(notice.reason ?? "");
  if (kind === "ConversationMarkedSpam" && notice.by && notice.reason) {
    return t("notice.markedBlocked", { by: name(notice.by), sender: notice.reason });
  }
  if (kind === "ConversationCustomerChanged") {
    const key = notice.by ? (`notice.${kind}` as const) : (`notice.${kind}.byItself` as const);
    return t(key, { by: name(notice.by), customer: notice.reason ?? "" });
  }
  return notice.by ? t(`notice.${kind}`, { by: name(notice.by) }) : t(`notice.${kind}.byItself`);
}

const REASONS = [
  "request", "frustration", "must_reach_person", "not_understood", "not_helped",
  "flood", "flow", "fault", "off", "file",
] as const;

function handedOverText(reason: string): string {
  const known = REASONS.find((each) => each === reason);
  return known ? t(`notice.BotHandedOver.${known}`) : t("notice.BotHandedOver");
}

function labelledText(notice: Notice, by: string): string {
  const labels = (names: string[]) =>
    t("notice.label", { labels: new Intl.ListFormat(locale.value).format(names), count: names.length });
  const values = { by, added: labels(notice.added), removed: labels(notice.removed) };
  if (notice.removed.length === 0) return t("notice.labelled", values);
  return t(notice.added.length === 0 ? "notice.unlabelled" : "notice.relabelled", values);
}
