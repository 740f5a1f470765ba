import type { IconName } from "@shared/ui/icons/paths";

const ICONS: Record<string, IconName> = { webchat: "chat", email: "mail", voice: "phone", callback: "phone" };

export function channelIcon(channel: string): IconName {
  return ICONS[channel] ?? "chat";
}
