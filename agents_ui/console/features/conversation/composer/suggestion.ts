// What a composer suggests after a sign such as /, # or @: which part of the text asks for it, and the text with the answer. Pure.

export interface Suggestion {
  key: string;
  title: string;
  /** Beside the title, such as a shortcut or a presence. */
  hint?: string;
  /** Below the title: what it is about. */
  detail?: string;
  /** A dot before the title. */
  colour?: string;
}

export interface SuggestionSource<T extends Suggestion = Suggestion> {
  /** One sign, at the beginning of a word. */
  trigger: string;
  /** Names the list for those who do not see it. */
  label: string;
  /** Said where nothing fits; without it the list is not shown then. */
  empty?: string;
  find(wanted: string): T[] | Promise<T[]>;
  /** The text that takes the place of the sign and what follows it. */
  insert(item: T): string | Promise<string>;
}

export interface Asked {
  trigger: string;
  /** What follows the sign, up to the cursor. */
  wanted: string;
  /** Where the sign stands. */
  start: number;
  end: number;
}

const LONGEST = 40;

/** The sign before the cursor, if what is between them is one word. */
export function asked(text: string, cursor: number, triggers: readonly string[]): Asked | null {
  const before = text.slice(Math.max(0, cursor - LONGEST), cursor);
  const word = /\S*$/.exec(before)?.[0] ?? "";
  const start = cursor - word.length;
  const trigger = triggers.find((one) => word.startsWith(one));
  if (trigger === undefined || (start > 0 && !/\s/.test(text.charAt(start - 1)))) return null;
  return { trigger, wanted: word.slice(trigger.length), start, end: cursor };
}

/** The text with the answer in the question's place, and where the cursor then stands. */
export function answered(text: string, place: Asked, answer: string): { text: string; cursor: number } {
  return {
    text: text.slice(0, place.start) + answer + text.slice(place.end),
    cursor: place.start + answer.length,
  };
}
