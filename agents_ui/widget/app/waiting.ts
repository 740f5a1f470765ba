// What there is to say to somebody who waits for a person.
import { botHas } from "./bot/having";
import { tm } from "./moreTexts";
import type { Chat } from "./state";

const HOUR = 3_600;

/** Whether somebody is to be expected: out of hours, and while the bot answers, there is something else to say. */
export function waits(chat: Chat): boolean {
  const { conversation, hours } = chat;
  return conversation?.status === "open" && conversation.waiting && !botHas(chat) && hours?.open !== false;
}

/** Whether nobody is there who could take it: neither for all, nor for whom this one waits. */
const unstaffed = ({ online, inLine }: Chat): boolean => !online || (inLine?.state === "waiting" && !inLine.staffed);

/** Where the visitor stands in the line; none where that is not known. */
export function placeInLine(chat: Chat): string | null {
  const { inLine } = chat;
  if (!waits(chat) || inLine?.state !== "waiting" || inLine.position === null) return null;
  const { position, expected_wait: seconds } = inLine;
  const place = tm("log.place", { count: position });
  if (unstaffed(chat)) return tm("log.placeNobody", { place });
  if (!seconds) return place;
  const wait = seconds > HOUR ? tm("log.longWait") : tm("log.wait", { count: seconds / 60 });
  return tm("log.placeWait", { place, wait });
}

/** One sentence for whoever waits. */
export function whyWaiting(chat: Chat): string {
  const state = chat.inLine?.state;
  if (state === "connecting") return tm("log.connecting");
  const place = placeInLine(chat);
  if (place) return place;
  if (unstaffed(chat)) return tm("log.away");
  return tm(state === "message" ? "log.later" : "log.waiting");
}
