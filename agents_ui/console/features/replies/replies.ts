// The canned replies, all of them: few enough to be looked through with each letter that is typed.
import { fold } from "@shared/fold";
import type { CannedReply, ConversationRow } from "@shared/wire";
import { defineStore } from "pinia";
import { shallowRef } from "vue";

import { api, type Page } from "../../api";
import { t } from "../../i18n";
import type { Suggestion, SuggestionSource } from "../conversation/composer/suggestion";
import { isOwnName } from "../customers/names";
import { firstName, render } from "./replyText";

const MOST = 8;
/** Milliseconds for which a list that was read serves; a reply that somebody has just written is found after them. */
const FRESH = 60_000;

export const useReplies = defineStore("replies", () => {
  const all = shallowRef<CannedReply[]>([]);
  let readAt = -Infinity;
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    const found: CannedReply[] = [];
    let after: string | null = null;
    do {
      const page: Page<CannedReply> = await api.get("/canned-replies", { limit: 200, after });
      found.push(...page.items);
      after = page.next;
    } while (after !== null);
    all.value = found;
    readAt = Date.now();
  }

  function load(): Promise<void> {
    if (Date.now() - readAt < FRESH) return Promise.resolve();
    return (reading ??= read().finally(() => (reading = null)));
  }

  function stale(): void {
    readAt = -Infinity;
  }

  return { all, load, stale };
});

/** Those for this inbox whose shortcut or title has it; what begins with it first. */
export function matching(replies: readonly CannedReply[], wanted: string, inbox: string): CannedReply[] {
  const text = fold(wanted);
  const rank = (reply: CannedReply): number => {
    if (reply.shortcut.startsWith(text)) return 0;
    if (reply.shortcut.includes(text)) return 1;
    return fold(reply.title).includes(text) ? 2 : 3;
  };
  return replies
    .filter((reply) => (reply.inbox === null || reply.inbox === inbox) && rank(reply) < 3)
    .sort((a, b) => rank(a) - rank(b) || a.shortcut.localeCompare(b.shortcut))
    .slice(0, MOST);
}

/** The reply in the customer's language, else in whichever there is. */
export function textFor(reply: CannedReply, locale: string): string {
  const texts: Partial<Record<string, string>> = reply.texts;
  return texts[locale] ?? texts.en ?? Object.values(texts)[0] ?? "";
}

export function valuesFor(row: ConversationRow, agent: string): Record<string, string> {
  const { name: called, email } = row.customer;
  const name = isOwnName(called) && called !== email ? called : "";
  return {
    "customer.name": name,
    "customer.first_name": firstName(name, row.customer.locale),
    "agent.name": agent,
    "conversation.number": String(row.number),
    "inbox.name": row.inbox.name,
  };
}

/** What `/` in a reply suggests. */
export function replySource(row: () => ConversationRow, agent: () => string): SuggestionSource {
  const replies = useReplies();
  const textOf = (reply: CannedReply) => render(textFor(reply, row().customer.locale), valuesFor(row(), agent()));
  return {
    trigger: "/",
    label: t("replies.title"),
    empty: t("replies.nothing"),
    find: async (wanted) => {
      await replies.load().catch(() => undefined); // what was read before serves
      return matching(replies.all, wanted, row().inbox.id).map(
        (reply): Suggestion => ({
          key: reply.id,
          title: reply.title,
          hint: `/${reply.shortcut}`,
          detail: textOf(reply),
        }),
      );
    },
    insert: (item) => {
      const reply = replies.all.find((one) => one.id === item.key);
      return reply ? textOf(reply) : "";
    },
  };
}
