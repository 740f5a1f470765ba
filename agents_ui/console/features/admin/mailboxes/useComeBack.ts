// What the mailboxes' page was opened for: somebody comes back from a provider, or was sent to one mailbox by a mail.
import { ApiError } from "@shared/api";
import { toast } from "@shared/ui/toasts";
import type { MailboxView, MailSignIn } from "@shared/wire";
import { onMounted, ref, shallowRef, type Ref } from "vue";
import { useRoute, useRouter } from "vue-router";

import { describe, en, t, type Key } from "../../../i18n";
import { draftOf, emptyDraft, signedIn, type MailboxDraft } from "./draft";
import { cameBack, takeWaiting, type Waiting } from "./signingIn";

/** Why signing in did not work. again: at which provider, for which mailbox, and what was being filled in. */
export interface Trouble {
  text: string;
  words: string;
  again: (Pick<MailSignIn, "provider" | "mailbox"> & { waiting: Waiting | null }) | null;
}

/** In the reader's language; a failure that has no words here says so in the server's. */
export function failureText(code: string, detail: string): string {
  const key = `error.mailbox_${code}`;
  return key in en ? t(key as Key) : detail;
}

function wordsOf(code: string, words: string): string {
  if (code === "oauth_wrong_account") return t("mailSignIn.as", { account: words });
  return words && t("mail.words", { words });
}

/** find: a mailbox by its id. edit: opens the dialog with what somebody has begun. */
export function useComeBack(find: (id: string) => Promise<MailboxView | null>, edit: (view: MailboxView | null, begun: MailboxDraft) => void) {
  const route = useRoute();
  const router = useRouter();
  const trouble = shallowRef<Trouble | null>(null);
  const wanted: Ref<string | null> = ref(null);

  async function take(id: string): Promise<void> {
    const waiting = takeWaiting();
    if (id === "expired") {
      trouble.value = { text: t("error.mailbox_oauth_expired"), words: "", again: null };
      return;
    }
    const found = await cameBack(id);
    wanted.value = found.mailbox;
    if (found.failure) {
      const { code, detail, words } = found.failure;
      trouble.value = { text: failureText(code, detail), words: wordsOf(code, words), again: { provider: found.provider, mailbox: found.mailbox, waiting } };
    } else if (found.state === "used") toast(t("mailSignIn.worksAgain", { account: found.account ?? "" }));
    else if (found.state === "done" && found.account) {
      const view = waiting?.view ? await find(waiting.view) : null;
      const draft = waiting?.draft ?? (view ? draftOf(view) : emptyDraft());
      edit(view, signedIn(draft, found.provider, { id: found.id, account: found.account }));
    }
  }

  onMounted(async () => {
    const { sign_in: signIn, mailbox } = route.query;
    if (typeof mailbox === "string") wanted.value = mailbox;
    if (typeof signIn !== "string") return;
    await router.replace({ query: {} });
    try {
      await take(signIn);
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      trouble.value = { text: describe(reason), words: "", again: null };
    }
  });
  return { trouble, wanted };
}
