// What an agent's units and caps come to, in numbers and in words. Pure, but for the language.
import type { Capacity, Channel, ChannelCapacity } from "@shared/wire";

import { t } from "../../../i18n";
import { isWithin } from "../editing/numbers";
import { CHANNELS } from "../routing/words";

export interface ChannelLoad {
  channel: Channel;
  cap: number;
  cost: number;
  /** How many fit at once where nothing else is in hand. */
  most: number;
}

export function most({ cap, cost }: Pick<ChannelCapacity, "cap" | "cost">, total: number): number {
  if (!(cap > 0)) return 0;
  return cost > 0 ? Math.min(cap, Math.floor(total / cost)) : cap;
}

/** Of every channel, in the usual order; one that is not named is off. */
export function loadsOf(capacity: Capacity): ChannelLoad[] {
  return CHANNELS.map((channel) => {
    const { cap = 0, cost = 0 } = capacity.channels.find((each) => each.channel === channel) ?? {};
    return { channel, cap, cost, most: most({ cap, cost }, capacity.total) };
  });
}

const items = (channel: "webchat" | "email" | "voice", count: number): string => t(`capacity.items.${channel}`, { count });

/** "4 chats, or 2 chats with 5 e-mails, or 1 call": what somebody may have at once. */
export function capacitySentence(capacity: Capacity): string {
  const loads = loadsOf(capacity);
  const of = (channel: Channel) => loads.find((each) => each.channel === channel)!;
  const chat = of("webchat");
  const email = of("email");
  const ways: string[] = [];
  if (chat.most > 0) ways.push(items("webchat", chat.most));
  const some = Math.floor(chat.most / 2);
  const beside = some > 0 ? most(email, capacity.total - some * chat.cost) : 0;
  if (beside > 0) ways.push(t("capacity.beside", { chats: items("webchat", some), emails: items("email", beside) }));
  else if (email.most > 0) ways.push(items("email", email.most));
  if (of("voice").most > 0) ways.push(items("voice", of("voice").most));
  if (ways.length === 0) return t("capacity.nothing");
  return ways.reduce((said, way) => t("capacity.or", { said, way }));
}

export interface Fault {
  channel: Channel | null;
  field: "total" | "idle_cost" | "cap" | "cost";
}

export function faultsOf(capacity: Capacity): Fault[] {
  const found: Fault[] = [];
  if (!isWithin(capacity.total, 1, 1000)) found.push({ channel: null, field: "total" });
  if (!isWithin(capacity.idle_cost, 0, 1000)) found.push({ channel: null, field: "idle_cost" });
  for (const { channel, cap, cost } of capacity.channels) {
    if (!isWithin(cap, 0, 100)) found.push({ channel, field: "cap" });
    if (!isWithin(cost, 0, 1000)) found.push({ channel, field: "cost" });
  }
  return found;
}
