// What can be done with the conversation on the screen, by key and in the palette.
import { toast } from "@shared/ui/toasts";
import type { ConversationRow } from "@shared/wire";
import { useRouter } from "vue-router";

import { t } from "../../i18n";
import { calledBy } from "../customers/names";
import { useConversations } from "../conversations/conversations";
import { useLabels } from "../labels/labels";
import { labelCommands } from "../labels/putting";
import { useCommands, type Command } from "../palette/commands";
import { usePalette } from "../palette/usePalette";
import { useSession } from "../session/session";
import { perform, useShortcut } from "../shortcuts/shortcuts";
import { question } from "../why/why";
import { assign, markSpam, release, reopen, resolve, snooze, unmarkSpam } from "./actions";
import { mayMerge } from "./merging";
import { snoozeChoices } from "./snoozeChoices";
import { showVisits } from "./visits/usePageVisits";

export function useConversationKeys(row: () => ConversationRow | undefined): void {
  const conversations = useConversations();
  const session = useSession();
  const router = useRouter();
  const palette = usePalette();
  const labels = useLabels();

  function toggle(): void {
    const now = row();
    if (now?.spam) void unmarkSpam(now);
    else if (now?.status === "resolved") void reopen(now);
    else if (now) void resolve(now);
  }

  async function resolveAndNext(): Promise<void> {
    const now = row();
    if (!now || now.status === "resolved") return;
    const list = conversations.shown;
    const here = list.findIndex((one) => one.id === now.id);
    const next = list[here + 1] ?? list[here - 1];
    await resolve(now);
    if (next && next.id !== now.id) void router.push({ name: "conversation", params: { id: next.id } });
    else void router.push({ name: "inbox" });
  }

  async function copyNumber(): Promise<void> {
    const now = row();
    if (!now || !("clipboard" in navigator)) return;
    await navigator.clipboard.writeText(`#${now.number}`);
    toast(t("action.copied", { number: `#${now.number}` }));
  }

  function offered(): Command[] {
    const now = row();
    if (!now) return [];
    const group = t("palette.conversation", { name: calledBy(now.customer.name) });
    const mine = now.agent?.id === session.me?.id;
    const all: (Command | false)[] = [
      now.status === "resolved"
        ? { id: "reopen", label: t("action.reopen"), icon: "reopen", action: "resolve", group, run: toggle }
        : { id: "resolve", label: t("action.resolve"), icon: "check", action: "resolve", group, run: toggle },
      now.status !== "resolved" && {
        id: "resolve-next",
        label: t("help.resolveNext"),
        icon: "check",
        action: "resolveNext",
        group,
        run: () => void resolveAndNext(),
      },
      !mine &&
        now.status !== "resolved" && {
          id: "take",
          label: t("action.take"),
          icon: "user",
          group,
          run: () => session.me && void assign(now, session.me.id),
        },
      now.status !== "resolved" && {
        id: "transfer",
        label: t("action.transfer"),
        icon: "transfer",
        action: "assign",
        group,
        run: () => perform("assign"),
      },
      mine && now.status !== "resolved" && { id: "release", label: t("action.release"), icon: "inbox", group, run: () => void release(now) },
      ...(now.status === "open" ? snoozeChoices(new Date()) : []).map(
        (choice): Command => ({
          id: `snooze-${choice.value}`,
          label: `${t("action.snooze")}: ${choice.label}`,
          icon: "snooze",
          group,
          run: () => void snooze(now, new Date(choice.value)),
        }),
      ),
      now.channel === "email" &&
        (now.spam
          ? { id: "spam", label: t("spam.unmark"), icon: "reopen", group, run: () => void unmarkSpam(now) }
          : { id: "spam", label: t("spam.mark"), icon: "ban", group, run: () => void markSpam(now) }),
      now.channel === "email" && !now.spam && { id: "spam-block", label: t("spam.markBlock"), icon: "ban", group, run: () => void markSpam(now, true) },
      { id: "reply", label: t("help.reply"), icon: "reply", action: "reply", group, run: () => perform("reply") },
      { id: "note", label: t("help.note"), icon: "note", action: "note", group, run: () => perform("note") },
      { id: "panel", label: t("help.context"), icon: "panel", action: "panel", group, run: () => perform("panel") },
      { id: "visits", label: t("visits.show"), icon: "eye", group, checked: showVisits.value, run: () => (showVisits.value = !showVisits.value) },
      now.owner !== "bot" && { id: "why", label: question(now, session.me?.id ?? null), icon: "help", action: "why", group, run: () => perform("why") },
      mayMerge(now) && { id: "merge", label: t("merging.open"), icon: "merge", action: "merge", group, run: () => perform("merge") },
      { id: "copy", label: t("help.copyNumber"), icon: "copy", action: "copyNumber", group, run: () => void copyNumber() },
    ];
    return [...all.filter((one): one is Command => one !== false), ...labelCommands(now, labels.all, group)];
  }

  if (labels.all.length === 0) void labels.load().catch(() => undefined);
  useShortcut("resolve", toggle);
  useShortcut("resolveNext", () => void resolveAndNext());
  useShortcut("copyNumber", () => void copyNumber());
  useShortcut("status", () => palette.open());
  useCommands(offered);
}
