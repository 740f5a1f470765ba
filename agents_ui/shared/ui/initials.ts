const COLOURS = 6;

/** Up to two letters: of the first and the last word of a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const picked = words.length > 1 ? [words[0]!, words[words.length - 1]!] : words.slice(0, 1);
  return picked.map((word) => [...word][0]!.toLocaleUpperCase()).join("");
}

/** The same colour, 1 to 6, for the same name everywhere. */
export function avatarColour(name: string): number {
  let hash = 7;
  for (const character of name) hash = (hash * 31 + character.codePointAt(0)!) >>> 0;
  return (hash % COLOURS) + 1;
}
