// What is done with a mail that has not left, or has failed; the change itself comes back as frames. A refusal is a toast.
import { ApiError } from "@shared/api";
import { toast } from "@shared/ui/toasts";
import type { ConversationRow, DraftView } from "@shared/wire";

import { api } from "../../api";
import { describe, t } from "../../i18n";
import { useConversations } from "../conversations/conversations";
import { useMailDrafts } from "./compose/mailDrafts";

const pathOf = (conversation: string, message: string) => `/conversations/${conversation}/messages/${message}`;

async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(describe(error), { tone: "bad" });
    return null;
  }
}

/** Its text, its files and whom it went to are the draft again. */
export async function takeBack(conversation: string, message: string): Promise<void> {
  const draft = await attempt(() => api.send<DraftView>("POST", `${pathOf(conversation, message)}/take-back`));
  if (draft === null) return;
  useMailDrafts().giveBack(conversation, draft);
  toast(t("mail.takenBack"), { about: `mail-${message}` });
}

/** null: at once. */
export const planFor = (conversation: string, message: string, at: string | null) =>
  attempt(() => api.send("PUT", `${pathOf(conversation, message)}/send-at`, { send_at: at }).then(() => true));

export const tryAgain = (conversation: string, message: string) =>
  attempt(() => api.send("POST", `${pathOf(conversation, message)}/try-again`).then(() => true));

async function setOriginal(method: "POST" | "DELETE", conversation: string, message: string): Promise<boolean> {
  const row = await attempt(() => api.send<ConversationRow>(method, `${pathOf(conversation, message)}/original-sender`));
  if (row !== null) useConversations().upsert(row);
  return row !== null;
}

/** Whoever wrote what the mail forwards is the customer from now on. name: as they are called. */
export async function makeCustomer(conversation: string, message: string, name: string): Promise<void> {
  if (!(await setOriginal("POST", conversation, message))) return;
  toast(t("forwarded.made", { name }), {
    action: { label: t("action.undo"), run: () => void giveBack(conversation, message) },
  });
}

/** Whoever has forwarded it is the customer again. */
export const giveBack = (conversation: string, message: string) => setOriginal("DELETE", conversation, message);
