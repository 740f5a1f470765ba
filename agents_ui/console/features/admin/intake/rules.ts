// Intake rules in words, and what can be said of one before the server is asked. Pure, but for the language.
import type { Condition, IntakeRule, Outcome, RuleTried } from "@shared/wire";

import { en, t, type Key } from "../../../i18n";
import { channelName, either, languageName, needsText, type NameOf } from "../routing/words";

export const ABOUTS = ["channel", "inbox", "language", "words", "page", "referrer", "label", "hours", "customer"] as const;
export type About = (typeof ABOUTS)[number];
export type How = NonNullable<Condition["how"]>;
/** What is chosen from a list cannot contain something. */
const CHOSEN: readonly string[] = ["channel", "inbox", "language", "label", "hours", "customer"];

export const isField = (about: string): boolean => about.startsWith("field.");
export const isChosen = (about: string): boolean => CHOSEN.includes(about);
export const howsOf = (about: string): How[] => (isChosen(about) ? ["is", "is_not"] : ["is", "is_not", "contains"]);

/** How things are called that a rule names by their ids. */
export interface Names {
  inbox: NameOf;
  label: NameOf;
  field: (key: string) => string;
  skill: NameOf;
  queue: NameOf;
}

export const aboutName = (about: string, names: Pick<Names, "field">): string =>
  isField(about) ? names.field(about.slice("field.".length)) : t(`intake.about.${about as About}`);

export function valueName(about: string, value: string, names: Names): string {
  if (about === "channel") return channelName(value as "webchat");
  if (about === "inbox") return names.inbox(value);
  if (about === "label") return names.label(value);
  if (about === "language") return languageName(value);
  if (about === "hours") return t(`intake.hours.${value as "open"}`);
  if (about === "customer") return t(`intake.customer.${value as "known"}`);
  return t("intake.quoted", { text: value });
}

/** "The language is English or French"; a subject that has no sentence of its own, such as a field, has a general one. */
export function conditionText({ about, how, values }: Condition, names: Names): string {
  const own = `intake.says.${about}.${how ?? "is"}`;
  return t(own in en ? (own as Key) : `intake.says.${how ?? "is"}`, {
    about: aboutName(about, names),
    values: either(values.map((value) => valueName(about, value, names))),
  });
}

/** "Sales, with Returns 3 or better, priority 5". */
export function outcomeText({ queue, needs, priority }: Outcome, names: Names): string {
  const parts = [queue ? names.queue(queue) : t("intake.defaultQueue")];
  if (needs?.length) parts.push(t("intake.withNeeds", { needs: needsText(needs, names.skill) }));
  if (priority) parts.push(t("intake.withPriority", { priority }));
  return parts.join(", ");
}

/** Whether the rule takes every contact, so that those after it are never asked. */
export const hidesOthers = (rules: readonly IntakeRule[], index: number): boolean =>
  rules[index]!.enabled && rules[index]!.conditions.length === 0 && rules.slice(index + 1).some(({ enabled }) => enabled);

/** What became of a rule as a sample was tried. */
export type Trial = "matched" | "failed" | "skipped" | "unasked";

export function trialOf(rule: IntakeRule, tried: readonly RuleTried[] | null): Trial {
  const found = tried?.find((each) => each.id === rule.id);
  if (!found) return "unasked";
  if (found.skipped) return "skipped";
  return found.failed === null ? "matched" : "failed";
}

export const fresh = (about: string): Condition => ({ about, how: howsOf(about).includes("contains") ? "contains" : "is", values: [] });
export const isComplete = (conditions: readonly Condition[]): boolean => conditions.every(({ values }) => values.some((value) => value.trim() !== ""));
