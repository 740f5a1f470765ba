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
  /** A sign, or two, at the beginning of a word. */
  trigger: string;
  /** What follows may be several words on the same line. */
  phrase?: boolean;
  /** Names the list for those who do not see it. */
  label: string;
  /** Said where nothing fits; without it the list is not shown then. */
  empty?: string;
  find(wanted: string): T[] | Promise<T[]>;
  /** What is to be chosen after an entry, before anything is inserted; null: nothing. */
  then?(item: T): T[] | null;
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

/** The sign before the cursor, if what is between them is one word; after one of the phrases' signs, one line. */
export function asked(text: string, cursor: number, triggers: readonly string[], phrases: readonly string[] = []): Asked | null {
  const before = text.slice(Math.max(0, cursor - LONGEST), cursor);
  for (const trigger of phrases) {
    const place = before.lastIndexOf(trigger);
    const start = cursor - before.length + place;
    const wanted = before.slice(place + trigger.length);
    if (place >= 0 && !wanted.includes("\n") && beginsWord(text, start)) return { trigger, wanted, start, end: cursor };
  }
  const word = /\S*$/.exec(before)?.[0] ?? "";
  const start = cursor - word.length;
  const trigger = triggers.find((one) => word.startsWith(one));
  if (trigger === undefined || !beginsWord(text, start)) return null;
  return { trigger, wanted: word.slice(trigger.length), start, end: cursor };
}

const beginsWord = (text: string, start: number) => start === 0 || /\s/.test(text.charAt(start - 1));

/** The text with the answer in the question's place, and where the cursor then stands. */
export function answered(text: string, place: Asked, answer: string): { text: string; cursor: number } {
  return {
    text: text.slice(0, place.start) + answer + text.slice(place.end),
    cursor: place.start + answer.length,
  };
}
