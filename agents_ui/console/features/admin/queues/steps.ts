// Skill steps as the editor handles them: when each begins, what is odd about them, and how they change. Pure.
import type { Flaw, Need, Step } from "@shared/wire";

import { moved } from "../routing/ordering";

export const USUAL_SECONDS = 30;
export const MAX_STEPS = 10;

export interface Segment {
  /** Seconds of waiting; `to` null: for good. A step that is never reached has neither. */
  from: number | null;
  to: number | null;
}

/** A member, by what they know. */
export interface Skilled {
  skills: readonly Need[];
}

const ways = (step: Step): Need[][] => step.alternatives ?? [];
export const asksEverybody = (step: Step): boolean => ways(step).length === 0;

/** From when to when each step asks; the last one stays, and what follows an endless one is never reached. */
export function segmentsOf(steps: readonly Step[]): Segment[] {
  let at: number | null = 0;
  return steps.map((step, index) => {
    if (at === null) return { from: null, to: null };
    const from = at;
    const lasts = index === steps.length - 1 ? null : (step.seconds ?? null);
    at = lasts === null ? null : from + (Number.isNaN(lasts) ? 0 : lasts);
    return { from, to: at };
  });
}

/** How wide each step is drawn: long ones wider, but no hour hides the half minute before it. */
export function widthsOf(segments: readonly Segment[]): number[] {
  return segments.map(({ from, to }) => (from === null ? 1 : to === null ? 6 : 3 + Math.log2(1 + Math.max(0, to - from) / 15)));
}

/** What an administrator should look at, as the server finds it (routing/steps.py). members: none where not known. */
export function flawsOf(steps: readonly Step[], offerSeconds: number, members: readonly Skilled[] = []): Flaw[][] {
  const segments = segmentsOf(steps);
  const last = segments.findLastIndex(({ from }) => from !== null);
  return steps.map((step, index) => {
    const found: Flaw[] = [];
    if (typeof step.seconds === "number" && step.seconds < offerSeconds) found.push("shorter_than_offer");
    if (segments[index]!.from === null) found.push("never_reached");
    if (addsNobody(steps, index)) found.push("nobody_new");
    if (index === steps.length - 1 && !asksEverybody(step)) found.push("not_all_members");
    if (index === last && members.length > 0 && !members.some(({ skills }) => asks(step, skills))) found.push("nobody_meets");
    return found;
  });
}

function addsNobody(steps: readonly Step[], index: number): boolean {
  const earlier = steps.slice(0, index);
  if (earlier.some(asksEverybody)) return true;
  const mine = ways(steps[index]!);
  return mine.length > 0 && earlier.length > 0 && mine.every((needs) => earlier.some((step) => admits(step, needs)));
}

const asks = (step: Step, skills: readonly Need[]): boolean => asksEverybody(step) || admits(step, skills);

/** Whether somebody with just these skills is asked by one of the step's possibilities. */
function admits(step: Step, skills: readonly Need[]): boolean {
  const levelOf = (skill: string) => skills.find((each) => each.skill === skill)?.level ?? (skills.some((each) => each.skill === skill) ? 1 : 0);
  return ways(step).some((needs) => needs.every((need) => levelOf(need.skill) >= (need.level ?? 1)));
}

/** The last step asks for good, and every other for a while. */
function settled(steps: readonly Step[]): Step[] {
  return steps.map((step, index) => ({
    ...step,
    seconds: index === steps.length - 1 ? null : (step.seconds ?? USUAL_SECONDS),
  }));
}

/** With one more before the last, where the last asks everybody; else at the end. */
export function added(steps: readonly Step[]): { steps: Step[]; at: number } {
  const last = steps.at(-1);
  const at = last && asksEverybody(last) ? steps.length - 1 : steps.length;
  const fresh: Step = at < steps.length ? { seconds: USUAL_SECONDS, alternatives: [[]] } : { seconds: null, alternatives: [] };
  return { steps: settled([...steps.slice(0, at), fresh, ...steps.slice(at)]), at };
}

export const removed = (steps: readonly Step[], index: number): Step[] => settled(steps.filter((_, n) => n !== index));
export const reordered = (steps: readonly Step[], from: number, to: number): Step[] => settled(moved(steps, from, to));
