// What the palette offers on every page: places, presence, language and look.
import { locale, LOCALES } from "@shared/i18n";
import { useRouter } from "vue-router";

import { LANGUAGE_NAMES, t } from "../../i18n";
import { sectionsFor } from "../admin/sections";
import { useConversations } from "../conversations/conversations";
import { TABS } from "../conversations/rows";
import { partsFor } from "../knowledge/sections";
import { useLive } from "../live/live";
import { useNewMails } from "../mail/begin/newMails";
import { theme, type Theme } from "../preferences/preferences";
import { useOffers } from "../offers/offers";
import { useLeaving } from "../presence/leaving";
import { REASONS } from "../presence/reasons";
import { useSession } from "../session/session";
import { isBound, perform } from "../shortcuts/shortcuts";
import { useCommands, type Command } from "./commands";

const THEMES: Theme[] = ["system", "light", "dark"];
const ICONS = { system: "monitor", light: "sun", dark: "moon" } as const;

export function usePageCommands(): void {
  const session = useSession();
  const router = useRouter();
  const conversations = useConversations();
  const live = useLive();
  const leaving = useLeaving();
  const offers = useOffers();
  const newMails = useNewMails();

  function places(): Command[] {
    const group = t("palette.go");
    const to = (name: string, label: string, icon: Command["icon"]): Command => ({
      id: `go-${name}`,
      label,
      icon,
      group,
      run: () => void router.push({ name }),
    });
    const lists = TABS.map(
      (tab): Command => ({
        id: `list-${tab}`,
        label: t(`list.title.${tab}`),
        icon: "inbox",
        group,
        run: () => {
          conversations.view = { ...conversations.view, tab };
          void router.push({ name: "inbox" });
        },
      }),
    );
    return [
      ...lists,
      ...(session.may("queues:read") ? [to("live-queues", t("supervise.title"), "queues")] : []),
      ...partsFor(session.may).map((part) => to(part.name, t(part.label), part.icon)),
      ...sectionsFor(session.may).map((section) => to(section.name, t(section.label), section.icon)),
      to("notifications", t("notifications.title"), "bell"),
      to("signatures", t("signatures.title"), "pencil"),
      to("sessions", t("rail.sessions"), "device"),
      to("tokens", t("rail.tokens"), "key"),
    ];
  }

  function presences(): Command[] {
    const group = t("presence.label");
    return [
      { id: "available", label: t("presence.available"), icon: "check", group, checked: live.presence === "available", run: () => live.send({ type: "set_presence", presence: "available" }) },
      ...REASONS.map(
        (reason): Command => ({
          id: `away-${reason}`,
          label: t("presence.awayFor", { reason: t(`reason.${reason}`) }),
          icon: "clock",
          group,
          checked: live.presence === "away" && live.reason === reason,
          run: () => void leaving.away(reason),
        }),
      ),
    ];
  }

  function looks(): Command[] {
    const themes = THEMES.map(
      (value): Command => ({
        id: `theme-${value}`,
        label: t(`theme.${value}`),
        icon: ICONS[value],
        group: t("theme.label"),
        checked: theme.value === value,
        run: () => (theme.value = value),
      }),
    );
    const languages = LOCALES.map(
      (value): Command => ({
        id: `language-${value}`,
        label: LANGUAGE_NAMES[value],
        icon: "globe",
        group: t("language.label"),
        checked: locale.value === value,
        run: () => void session.speak(value),
      }),
    );
    return [...themes, ...languages];
  }

  useCommands(() => [
    ...(isBound("search")
      ? [{ id: "search", label: t("help.search"), icon: "search", action: "search", group: t("palette.go"), run: () => perform("search") } as const]
      : []),
    ...(session.may("conversations:write")
      ? [{ id: "take-next", label: t("help.takeNext"), icon: "inbox", action: "takeNext", group: t("help.group.list"), run: () => void offers.takeNext() } as const]
      : []),
    ...(newMails.may && session.may("conversations:write")
      ? [{ id: "new-mail", label: t("newMail.title"), icon: "mail", action: "newMail", group: t("help.group.list"), run: () => void router.push({ name: "new-mail" }) } as const]
      : []),
    ...places(),
    ...presences(),
    ...looks(),
    { id: "help", label: t("help.title"), icon: "help", action: "help", group: t("account.label"), run: () => perform("help") },
    { id: "sign-out", label: t("signOut"), icon: "signOut", group: t("account.label"), run: () => void leaving.signOut() },
  ]);
}
