// Signing in at a provider: the browser leaves the console and comes back, and what was typed waits for it here.
import type { MailSignIn, MailSignInBegun } from "@shared/wire";

import { api } from "../../../api";
import { t } from "../../../i18n";
import { withoutSecrets, type MailboxDraft } from "./draft";
import { SIGNS_IN_AT, type SignsInAt } from "./providers";

const STORED = "contact-center:mailbox-sign-in";

/** What somebody was filling in. view: of which mailbox, where it is there already. */
export interface Waiting {
  draft: MailboxDraft;
  view: string | null;
}

export const calledAt = (provider: SignsInAt): string => SIGNS_IN_AT[provider] ?? t("mailSignIn.otherProvider");

/** Goes to the provider; this page ends, unless an ApiError says why not. */
export async function signIn(provider: SignsInAt, wanted: { mailbox?: string; address?: string; waiting?: Waiting }, leave = (url: string) => location.assign(url)): Promise<void> {
  const { mailbox = null, address = "", waiting } = wanted;
  const begun = await api.send<MailSignInBegun>("POST", "/mailbox-sign-ins", { provider, mailbox, address: address.trim() || null });
  if (waiting) sessionStorage.setItem(STORED, JSON.stringify({ ...waiting, draft: withoutSecrets(waiting.draft) }));
  else sessionStorage.removeItem(STORED);
  leave(begun.url);
}

/** What was being filled in when the browser left, once. */
export function takeWaiting(): Waiting | null {
  const stored = sessionStorage.getItem(STORED);
  sessionStorage.removeItem(STORED);
  try {
    return stored === null ? null : (JSON.parse(stored) as Waiting);
  } catch {
    return null;
  }
}

export const cameBack = (id: string): Promise<MailSignIn> => api.get<MailSignIn>(`/mailbox-sign-ins/${id}`);
