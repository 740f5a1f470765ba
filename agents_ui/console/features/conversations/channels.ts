import type { IconName } from "@shared/ui/icons/paths";

import { en, t, type Key } from "../../i18n";

const ICONS: Record<string, IconName> = { webchat: "chat", email: "mail", voice: "phone", callback: "phone", task: "check" };

export function channelIcon(channel: string): IconName {
  return ICONS[channel] ?? "chat";
}

/** A channel that we do not know goes by the server's name. */
export function channelName(channel: string): string {
  const key = `channel.${channel}`;
  return key in en ? t(key as Key) : channel;
}
