// Tells of news by sound and by the system's notifications, as its user likes it: once over all tabs, never in quiet
// hours, and not where they are looked at already.
import { router } from "../../router";
import { sound } from "../preferences/preferences";
import { settings } from "../preferences/settings";
import { once } from "./once";
import { isQuiet } from "./quiet";
import { chime, type NewsKind } from "./sounds";

export interface News {
  kind: NewsKind;
  /** The same for the same news in every tab. */
  about: string;
  title: string;
  text: string;
  conversation: string;
}

export const canNotify = () => "Notification" in window;

export function isLookedAt(conversation: string): boolean {
  return router.currentRoute.value.params.id === conversation && document.hasFocus();
}

export function tell(news: News): void {
  const wanted = settings.alerts[news.kind];
  // The tab where it is on the screen claims it too, so that no other sounds.
  const silent = isLookedAt(news.conversation) || isQuiet(settings.quiet, new Date());
  void once(news.about, () => {
    if (silent) return;
    if (wanted.sound && sound.value) chime(news.kind, settings.volume);
    if (wanted.desktop && settings.desktop && !document.hasFocus()) notify(news);
  });
}

/** Shows the system's notification, where the browser lets us. */
export function notify({ title, text, about, conversation }: Omit<News, "kind">): boolean {
  if (!canNotify() || Notification.permission !== "granted") return false;
  try {
    const shown = new Notification(title, { body: text, tag: about });
    shown.onclick = () => {
      window.focus();
      shown.close();
      if (conversation) void router.push({ name: "conversation", params: { id: conversation } });
    };
    return true;
  } catch {
    return false; // browsers of phones have the name but only let service workers do it
  }
}
