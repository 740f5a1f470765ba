// Message hits by conversation: those that follow each other stand together. Pure.
import type { ConversationRow, MessageHit } from "@shared/wire";

export interface HitGroup {
  key: string;
  conversation: ConversationRow;
  hits: MessageHit[];
}

export function grouped(hits: readonly MessageHit[]): HitGroup[] {
  const groups: HitGroup[] = [];
  for (const hit of hits) {
    const last = groups.at(-1);
    if (last?.conversation.id === hit.conversation.id) last.hits.push(hit);
    else groups.push({ key: hit.id, conversation: hit.conversation, hits: [hit] });
  }
  return groups;
}
