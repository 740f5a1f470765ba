// What of a queue is edited, and what can be said of it before the server is asked. Pure.
import type { Member, MembersView, MemberView, Overflow, QueueSettings, QueueView, Step, WrapUpSettings } from "@shared/wire";

import type { Key } from "../../../i18n";
import { isWithin } from "../editing/numbers";

/** A queue with the members that were chosen for it. */
export type FullQueue = QueueView & { list: MemberView[] };

export interface QueueDraft {
  name: string;
  settings: QueueSettings;
  wrap_up: WrapUpSettings;
  calendar: string | null;
  members: Member[];
}

export type Faults = Partial<Record<string, { key: Key; values?: Record<string, number> }>>;
/** What is wrong at a place, as the server names places. */
export type Fault = (place: string) => string | null;

/** The server sends every setting. */
export function pick({ name, settings, wrap_up, calendar, list }: FullQueue): QueueDraft {
  const members = list.map(({ agent, rank, tier, position, delay, weight }) => ({ agent, rank, tier, position, delay, weight }));
  return { name, settings: settings as QueueSettings, wrap_up: wrap_up as WrapUpSettings, calendar, members };
}

export const full = (queue: QueueView, { members, version }: MembersView): FullQueue => ({ ...queue, list: members, version: Math.max(queue.version, version) });

export const LONGEST = 30 * 86_400;

/** Within which numbers each setting lies. */
const RANGES: [keyof QueueSettings, number, number][] = [
  ["rank", 0, 100],
  ["offer_seconds", 5, 600],
  ["missed_limit", 0, 20],
  ["exclude_seconds", 0, 86_400],
];

export function faultsOf({ name, settings, wrap_up, members }: QueueDraft): Faults {
  const faults: Faults = {};
  if (name.trim() === "") faults.name = { key: "error.name_missing" };
  if (settings.channels.length === 0) faults["settings.channels"] = { key: "queue.channelsMissing" };
  for (const [place, least, most] of RANGES) number(faults, `settings.${place}`, settings[place] as number, least, most);
  span(faults, "settings.ageing_seconds", settings.ageing_seconds, 60, LONGEST);
  settings.weights.forEach((weight, index) => number(faults, `settings.weights.${index}`, weight, 0, 10_000));
  if (settings.promise) {
    span(faults, "settings.promise.seconds", settings.promise.seconds, 1, LONGEST);
    number(faults, "settings.promise.percent", settings.promise.percent, 1, 100);
  }
  span(faults, "settings.sticky.seconds", settings.sticky.seconds, 0, 3600);
  number(faults, "settings.sticky.days", settings.sticky.days, 1, 365);
  if (settings.max_waiting !== null) number(faults, "settings.max_waiting", settings.max_waiting, 0, 100_000);
  if (settings.max_waiting !== null && settings.overflow.every(({ when }) => when !== "full")) faults["settings.max_waiting"] ??= { key: "error.full_missing" };
  if (settings.abandon_seconds !== null) span(faults, "settings.abandon_seconds", settings.abandon_seconds, 10, 86_400);
  settings.steps.forEach((step, index) => checkStep(faults, step, `settings.steps.${index}`));
  settings.overflow.forEach((overflow, index) => checkOverflow(faults, overflow, settings, `settings.overflow.${index}`));
  if (wrap_up.mode !== "none") span(faults, "wrap_up.seconds", wrap_up.seconds, 5, 3600);
  if (wrap_up.mode === "required" && wrap_up.codes.length === 0) faults["wrap_up.codes"] = { key: "error.codes_missing" };
  if (settings.members === "chosen") members.forEach((member, index) => checkMember(faults, member, `members.${index}`));
  return faults;
}

function number(faults: Faults, place: string, value: number, least: number, most: number): void {
  if (!isWithin(value, least, most)) faults[place] = { key: "fault.number", values: { least, most } };
}

/** least and most are said as spans. */
function span(faults: Faults, place: string, value: number, least: number, most: number): void {
  if (!isWithin(value, least, most)) faults[place] = { key: "fault.span", values: { least, most } };
}

function checkStep(faults: Faults, step: Step, place: string): void {
  if (typeof step.seconds === "number") span(faults, `${place}.seconds`, step.seconds, 1, LONGEST);
  step.alternatives?.forEach((needs, index) => {
    if (needs.length === 0) faults[`${place}.alternatives.${index}`] = { key: "error.skill_missing" };
  });
}

function checkOverflow(faults: Faults, overflow: Overflow, settings: QueueSettings, place: string): void {
  if (isTimed(overflow)) span(faults, `${place}.seconds`, overflow.seconds ?? Number.NaN, 1, LONGEST);
  if (overflow.to === "queue" && !overflow.queue) faults[`${place}.queue`] = { key: "error.overflow_queue_unfit" };
  if (overflow.when === "full" && settings.max_waiting === null) faults[`${place}.when`] = { key: "error.max_waiting_missing" };
}

export const isTimed = (overflow: Overflow): boolean => overflow.when === "waited" || overflow.when === "long_wait";

function checkMember(faults: Faults, member: Member, place: string): void {
  if (member.rank !== null && member.rank !== undefined) number(faults, `${place}.rank`, member.rank, 0, 100);
  number(faults, `${place}.tier`, member.tier ?? 0, 0, 100);
  number(faults, `${place}.weight`, member.weight ?? 1, 1, 1000);
  span(faults, `${place}.delay`, member.delay ?? 0, 0, LONGEST);
}

/** How the field at a place is called on the page. */
export const PLACES: Partial<Record<string, Key>> = {
  name: "queue.name",
  calendar: "queue.calendar",
  members: "queue.membersTitle",
  "settings.channels": "queue.channels",
  "settings.members": "queue.membersTitle",
  "settings.speaks": "queue.speaks",
  "settings.steps": "steps.title",
  "settings.strategy": "order.agents",
  "settings.order": "order.items",
  "settings.rank": "order.rank",
  "settings.weights": "priority.title",
  "settings.ageing_seconds": "priority.ageing",
  "settings.answer": "offering.title",
  "settings.offer_seconds": "offering.seconds",
  "settings.missed_limit": "offering.missed",
  "settings.exclude_seconds": "offering.exclude",
  "settings.promise": "promise.title",
  "settings.sticky": "sticky.title",
  "settings.overflow": "overflow.title",
  "settings.max_waiting": "limits.waiting",
  "settings.abandon_seconds": "limits.abandon",
  "settings.transfer_note": "limits.transferNote",
  "wrap_up.mode": "afterwards.title",
  "wrap_up.seconds": "afterwards.seconds",
  "wrap_up.codes": "afterwards.codes",
};
