// Colleagues named in a note by @: whom a text names, and the text cut into plain parts and names.
import { fold } from "@shared/fold";
import type { AgentRef, Person } from "@shared/wire";

import { t } from "../../i18n";
import { presenceLabel } from "../presence/reasons";
import type { Suggestion, SuggestionSource } from "./composer/suggestion";

const MOST = 8;

/** What `@` in a note suggests: colleagues by any part of their names, with or without tone marks. */
export function mentionSource(people: () => Person[], me: () => string): SuggestionSource {
  return {
    trigger: "@",
    label: t("mention.label"),
    empty: t("mention.nobody"),
    find: (wanted) =>
      people()
        .filter((person) => person.agent.id !== me() && fold(person.agent.name).includes(fold(wanted)))
        .slice(0, MOST)
        .map(
          (person): Suggestion => ({
            key: person.agent.id,
            title: person.agent.name,
            hint: presenceLabel(person.presence, person.reason),
          }),
        ),
    insert: (item) => `@${item.title} `,
  };
}

const isLetter = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{M}\p{N}]/u.test(sign);

export interface TextPart {
  text: string;
  agent: AgentRef | null;
}

/** The text with every @name of these agents apart; where one name begins another, the longer one is meant. */
export function cutByNames(text: string, agents: readonly AgentRef[]): TextPart[] {
  const longestFirst = [...agents].sort((a, b) => b.name.length - a.name.length);
  const parts: TextPart[] = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const agent =
      text[at] === "@" && !isLetter(text[at - 1])
        ? longestFirst.find((one) => {
            const end = at + 1 + one.name.length;
            return text.slice(at + 1, end) === one.name && !isLetter(text[end]);
          })
        : undefined;
    if (!agent) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain) parts.push({ text: plain, agent: null });
    plain = "";
    parts.push({ text: `@${agent.name}`, agent });
    at += 1 + agent.name.length;
  }
  if (plain) parts.push({ text: plain, agent: null });
  return parts;
}

/** The ids of the colleagues that a text names, each once; at most what the server takes. */
export function namedIn(text: string, agents: readonly AgentRef[]): string[] {
  const found = cutByNames(text, agents).flatMap((part) => (part.agent ? [part.agent.id] : []));
  return [...new Set(found)].slice(0, 20);
}
