// Which questions come before the first message. Pure.
import type { Question } from "./boot";
import type { Chat } from "./state";

const EMAIL: Question = { key: "email", kind: "email", required: true, names: {}, choices: [] };

/** The questions to ask now; none where the visitor may just write. */
export function questionsNow(asked: Question[], chat: Chat): Question[] | null {
  const { conversation, outbox, wanted, sentBack, hours, identified, answered, bot } = chat;
  if (conversation || wanted || outbox.length > 0 || (identified && !sentBack)) return null;
  // The bot answers at any time.
  const closed = hours?.open === false && !bot;
  const open = asked.filter(({ key }) => !answered.includes(key));
  const questions = closed && !answered.includes("email") ? withEmail(open) : open;
  if (sentBack) return questions.length > 0 ? questions : asked;
  const known = answered.length > 0 || (chat.own?.length ?? 0) > 0;
  const due = questions.some(({ required }) => required) || (!known && questions.length > 0);
  return due ? questions : null;
}

/** Out of hours nobody can answer here before the visitor has gone. */
function withEmail(questions: Question[]): Question[] {
  if (!questions.some(({ key }) => key === "email")) return [...questions, EMAIL];
  return questions.map((question) => (question.key === "email" ? { ...question, required: true } : question));
}
