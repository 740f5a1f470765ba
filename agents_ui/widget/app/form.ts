// Whether answers fit their questions. Pure.
import type { Question } from "./boot";

/** As people mistype them; the server looks closer. */
const LOOKS_LIKE = {
  email: /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/,
  phone: /^[+\d][\d\s().-]{3,}$/,
  number: /^[+-]?\d{1,20}([.,]\d{1,10})?$/,
};
/** Three digits after a comma may be thousands or thousandths. */
const UNCLEAR = /,\d{3}$/;

export type Fault = "missing" | "email.wrong" | "phone.wrong" | "number.wrong" | "wrong";

/** What is wrong with each answer, by key; nothing where all fit. */
export function faults(questions: Question[], answers: Record<string, string>): Record<string, Fault> {
  const found: Record<string, Fault> = {};
  for (const { key, kind, required } of questions) {
    const answer = (answers[key] ?? "").trim();
    if (!answer) {
      if (required) found[key] = "missing";
    } else if (isChecked(kind) && (!LOOKS_LIKE[kind].test(answer) || (kind === "number" && UNCLEAR.test(answer)))) found[key] = `${kind}.wrong`;
  }
  return found;
}

const isChecked = (kind: Question["kind"]) => kind === "email" || kind === "phone" || kind === "number";

/** An answer as it is sent: a number with a point, however its decimals are set off. */
export function spelled({ kind }: Question, answer: string): string {
  return kind === "number" ? answer.trim().replace(",", ".") : answer.trim();
}

/** How the server's refusal of an answer is said. */
export function refusedAs(question: Question, answer: string): Fault {
  if (!answer.trim()) return "missing";
  return isChecked(question.kind) ? `${question.kind}.wrong` : "wrong";
}
