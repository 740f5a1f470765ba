// The mail that is being begun, kept in this tab, and the mailboxes that it can be written from.
import { ApiError } from "@shared/api";
import { newId } from "@shared/id";
import type { BegunMail, MailSender, NewMailConversation } from "@shared/wire";
import { defineStore } from "pinia";
import { computed, ref } from "vue";

import { api } from "../../../api";
import { useThreads } from "../../conversation/threads";
import { useConversations } from "../../conversations/conversations";
import { persisted } from "../../preferences/persisted";
import { prefer, settings } from "../../preferences/settings";
import type { Person } from "../people";
import { blank, isBlank, senderOf, type Begun } from "./newMail";

export const NEW_MAIL = "new-mail";

export const useNewMails = defineStore("new-mails", () => {
  const draft = persisted<Begun>(NEW_MAIL, blank(newId()), sessionStorage);
  /** Null while it is not known. */
  const senders = ref<MailSender[] | null>(null);
  const error = ref<ApiError | null>(null);
  const may = computed(() => (senders.value?.length ?? 0) > 0);

  async function learn(): Promise<void> {
    try {
      senders.value = (await api.get<{ senders: MailSender[] }>("/mail-senders")).senders;
      error.value = null;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      error.value = reason;
    }
  }

  const change = (part: Partial<Begun>) => (draft.value = { ...draft.value, ...part });
  /** From which mailbox it goes unless another is chosen: the last one that was written from, else the one of the list. */
  function choose(): void {
    const usual = [settings.new_mail_inbox, useConversations().view.filters?.inbox];
    const none = isBlank(draft.value) ? { ...draft.value, inbox: null } : draft.value;
    change({ inbox: senderOf(none, senders.value ?? [], usual)?.inbox ?? null });
  }

  const discard = () => (draft.value = blank(newId()));

  /** Whoever it is to be written to is named; what was being written to somebody else stays as it is. */
  function address(person: Person): void {
    if (isBlank(draft.value)) change({ inbox: null, to: [person] });
    else if (!draft.value.to.some((one) => one.address === person.address)) change({ to: [...draft.value.to, person] });
  }

  /** The id of the conversation that it has begun. Raises ApiError. */
  async function send(request: NewMailConversation): Promise<string> {
    const { conversation, message } = await api.send<BegunMail>("POST", "/conversations", request, request.client_id);
    discard();
    if (settings.new_mail_inbox !== request.inbox) prefer({ new_mail_inbox: request.inbox });
    useThreads().leaving(conversation.id, message);
    return conversation.id;
  }

  return { draft, senders, error, may, learn, change, choose, discard, address, send };
});
