// What the bot has of a chat, and what it offers in it. Pure.
import type { Message } from "../frames";
import type { Chat } from "../state";

/** The bot answers what is written next; what has just begun it takes, unless the visitor waits in line already. */
export function botHas({ conversation, bot, messages, hasOlder, inLine }: Chat): boolean {
  if (!conversation) return bot !== null;
  if (conversation.status !== "open") return false;
  const fresh = !hasOlder && messages.every(({ author }) => author === "customer");
  return conversation.bot || (fresh && bot !== null && !conversation.agent && !inLine?.state);
}

/** The message whose choices and field may be used: the newest one, as long as nobody has written after it. */
export function offering({ conversation, messages, outbox }: Chat): Message | null {
  const newest = messages.at(-1);
  if (conversation?.status !== "open" || outbox.some(({ failed }) => failed === null)) return null;
  return newest?.author === "bot" && newest.content ? newest : null;
}

/** Which of the visitor's messages the bot is about to answer; none while it is the visitor's turn, or nothing is heard. */
export function question(chat: Chat): string | null {
  if (!chat.welcomed || !botHas(chat)) return null;
  const sending = chat.outbox.findLast(({ failed }) => failed === null);
  if (sending) return sending.client_id;
  const newest = chat.messages.at(-1);
  return newest?.author === "customer" ? (newest.client_id ?? newest.id) : null;
}

/** The newest of the bot's messages. */
export function newestOfBot({ messages }: Chat): string | null {
  return messages.findLast(({ author }) => author === "bot")?.id ?? null;
}
