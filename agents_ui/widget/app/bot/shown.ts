// What a message of the bot says beside what it shows.
import type { Message } from "../frames";

/** An article's card leads to it already: the address is for transcripts and for other channels. */
export function textOf({ body, content }: Pick<Message, "body" | "content">): string {
  if (content?.kind !== "article") return body;
  const parts = body.split("\n\n");
  return parts.filter((part) => !part.endsWith(content.path)).join("\n\n");
}
