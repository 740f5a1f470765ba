// What a mail tells beside its text, in words. Pure, but for the language.
import { fullTime } from "@shared/format";
import { locale } from "@shared/i18n";
import type { MailPerson, MailRecipient, MailView } from "@shared/wire";

import { en, t, type Key } from "../../i18n";
import { calledIn } from "./people";

export type Verdict = "passed" | "failed" | "unknown";

const NAMED = 3;
const ANSWERED = /^\s*(?:(?:re|aw|sv|fw|fwd|tl|trả lời|phúc đáp|chuyển tiếp)(?:\[\d+\])?\s*[:：]\s*)+/i;

/** Whether the domain in the From line stands for the mail: what SPF or DKIM alone say may be about another domain. */
export function verdictOf(mail: Pick<MailView, "checks">): Verdict {
  if (mail.checks?.dmarc === "pass") return "passed";
  return mail.checks?.dmarc === "fail" ? "failed" : "unknown";
}

export function checksText(mail: Pick<MailView, "checks">): string {
  const verdict = t(`mail.checks.${verdictOf(mail)}Text`);
  if (!mail.checks) return verdict;
  const { server, spf, dkim, dmarc } = mail.checks;
  const found = Object.entries({ SPF: spf, DKIM: dkim, DMARC: dmarc }).filter(([, result]) => result);
  const results = found.map(([name, result]) => `${name} ${result}`).join(", ");
  return results ? `${verdict} ${t("mail.checks.found", { server, results })}` : verdict;
}

export function automaticText(reason: string): string {
  const key = `mail.automatic.${reason}`;
  return t(key in en ? (key as Key) : "mail.automatic.other");
}

/** It was being handed over when the server stopped, and was sent again: somebody may have got it twice. */
export const maybeTwice = (mail: Pick<MailView, "problems" | "direction">): boolean => mail.direction === "out" && mail.problems.includes("may_have_left_twice");

export const notByUsText = (mail: Pick<MailView, "checks">): string => t(verdictOf(mail) === "passed" ? "mail.notByUsPassed" : "mail.notByUsText");

/** What of it is missing here or may be wrong, in words; what only its head lacks concerns no reader. */
export function problemsOf(mail: Pick<MailView, "problems">): string[] {
  return mail.problems.flatMap((problem) => {
    const [code, name] = problem.split(/: (.*)/s);
    const key = `mail.problem.${code}`;
    return key in en ? [t(key as Key, { name: name ?? "" })] : [];
  });
}

/** To whom, as one short line. called: how each is named there. */
export function toLine(mail: Pick<MailView, "to" | "cc" | "bcc">, called: (person: MailPerson) => string = calledIn): string {
  const [open, blind] = [[...mail.to, ...mail.cc].map(called), mail.bcc.map(called)];
  if (open.length + blind.length === 0) return t("mail.toNobody");
  const parts = [open.length > 0 && t("mail.toLine", { names: listed(open) }), blind.length > 0 && `${t("mail.bcc")}: ${listed(blind)}`];
  return parts.filter((part) => part !== false).join(" · ");
}

/** The first few, and how many more. */
export function listed(names: readonly string[]): string {
  const first = names.slice(0, NAMED).join(", ");
  return names.length > NAMED ? t("mail.more", { names: first, count: names.length - NAMED }) : first;
}

export type Line = { key: "from" | "replyTo" | "to" | "cc" | "bcc"; people: MailPerson[] };

/** The lines of its head that say something. */
export function headOf(mail: MailView): Line[] {
  const elsewhere = mail.reply_to.filter((one) => one.address.toLowerCase() !== mail.sender.address.toLowerCase());
  const lines: Line[] = [
    { key: "from", people: [mail.sender] },
    { key: "replyTo", people: elsewhere },
    { key: "to", people: mail.to },
    { key: "cc", people: mail.cc },
    { key: "bcc", people: mail.bcc },
  ];
  return lines.filter((line) => line.people.length > 0);
}

/** Without Re: and Fwd:, as a subject that goes on is the same subject. */
export const bareSubject = (subject: string): string => subject.replace(ANSWERED, "").trim();

const TROUBLE = new Set<MailRecipient["state"]>(["refused", "bounced", "delayed"]);

/** Those of whom there is something to say. */
export const troubled = (mail: MailView): MailRecipient[] => mail.recipients.filter((one) => TROUBLE.has(one.state));

const OWN = [
  "no_mailbox", "mailbox_disabled", "mailbox_removed", "unreachable", "no_server", "sign_in", "unsent",
  "smtp_starttls", "smtp_auth", "smtp_auth_plain", "smtp_oauth",
] as const;

/** Why a mail never came to a server; null where one has refused it. */
export function ownReason({ code }: MailRecipient): string | null {
  const found = OWN.find((each) => each === code);
  return found ? t(`mail.own.${found}`) : null;
}

/** Those whom a first try has not reached, and a later one may. */
export const waiting = (mail: MailView): MailRecipient[] => mail.recipients.filter((one) => one.state === "waiting" && one.code);

/** Why it waits for somebody, in words; the server's own say more. */
export function whyLater(one: MailRecipient): string {
  const own = ownReason(one);
  if (own !== null) return own;
  // What stays so of a recipient is refused: of our own server it is the sign-in that fails (RFC 5321, 4.2.1).
  if (/^5/.test(one.code ?? "")) return t("mail.own.sign_in");
  if (one.code === "452" || /\b4\.2\.2\b/.test(one.words ?? "")) return t("mail.later.full");
  return t("mail.later.busy");
}

/** How one that has gone out stands, where that is worth a mark while it is folded. */
export function standingOf(mail: MailView, delivery: string | null): "failed" | "partly" | "waits" | null {
  if (mail.direction === "in") return null;
  if (delivery === "failed" || delivery === "partly" || hasFailed(mail)) return mail.recipients.some(got) ? "partly" : "failed";
  return waiting(mail).length > 0 ? "waits" : null;
}

export const got = (one: MailRecipient): boolean => one.state === "sent" || one.state === "delayed";

export const hasFailed = (mail: MailView): boolean => mail.recipients.some((one) => one.state === "refused" || one.state === "bounced");

export type Leaving =
  | { kind: "soon"; seconds: number }
  | { kind: "planned"; at: number }
  | { kind: "sending" }
  | { kind: "left"; at: number }
  | { kind: "failed" };

/** Up to so long before it leaves its seconds are counted. */
const SOON = 60_000;

export function leavingOf(mail: MailView, delivery: string | null, now: number): Leaving {
  const at = mail.send_at === null ? 0 : Date.parse(mail.send_at);
  if (delivery === "failed" || delivery === "partly") return { kind: "failed" };
  if (mail.left_at !== null) return { kind: "left", at: Date.parse(mail.left_at) };
  if (!mail.may_take_back || at <= now) return { kind: "sending" };
  return at - now < SOON ? { kind: "soon", seconds: Math.ceil((at - now) / 1000) } : { kind: "planned", at };
}

export const timeOf = (at: string | number): string => fullTime(typeof at === "number" ? at : Date.parse(at), locale.value);
