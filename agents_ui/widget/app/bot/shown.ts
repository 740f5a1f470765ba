// What a message of the bot says beside what it shows.
import type { Message } from "../frames";

/**
 * An article's card leads to it already, and buttons name what there is to choose: the address and the numbered lines
 * are for transcripts and for other channels. live: the buttons are there.
 */
export function textOf({ body, content }: Pick<Message, "body" | "content">, live: boolean): string {
  if (content?.kind === "article") return kept(body, "\n\n", (part) => !part.endsWith(content.path));
  if (!live || content?.kind !== "question") return body;
  const labels = content.choices.map(({ label }) => label);
  return kept(body, "\n", (line) => !labels.includes(line.replace(/^\d+\. /, "")));
}

const kept = (text: string, between: string, stays: (part: string) => boolean) => text.split(between).filter(stays).join(between);
