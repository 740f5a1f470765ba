// Whom a mail names: how people write and paste addresses, and how they are shown. Pure.
import type { MailPerson } from "@shared/wire";

export type Person = Required<MailPerson>;

// As the server takes them: letters of any language on both sides, and a domain with a dot in it.
const ADDRESS =
  /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+\p{L}[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}]$/u;
const LONGEST = 254;
const NAMED = /^(.*?)\s*<([^<>]*)>$/s;

export function isAddress(text: string): boolean {
  return text.length <= LONGEST && ADDRESS.test(text) && !/^\.|\.\.|\.@/.test(text);
}

/** One person as written: `Lan Trần <lan@shop.example>`, or the address alone. What is no address stays as it is. */
export function personOf(text: string): Person {
  const named = NAMED.exec(text.trim());
  const address = (named ? named[2]! : text).trim().replace(/^mailto:/i, "");
  const name = named ? named[1]!.trim().replace(/^"(.*)"$/s, "$1").replaceAll('\\"', '"') : "";
  return { address, name: name === address ? "" : name };
}

/** A pasted list, by commas, semicolons and line breaks; commas within quotation marks belong to the name. */
export function peopleOf(text: string): Person[] {
  const parts = text.match(/(?:"(?:\\.|[^"\\])*"|<[^>]*>|[^,;\n"<])+/g) ?? [];
  // Addresses with nothing but spaces between them are a list too; a name has spaces of its own.
  const spread = parts.flatMap((part) => {
    const words = part.trim().split(/\s+/);
    return words.length > 1 && words.every(isAddress) ? words : [part.trim()];
  });
  return spread.filter((part) => part !== "").map(personOf);
}

export const keyOf = (person: MailPerson): string => person.address.toLowerCase();

export const calledIn = (person: MailPerson): string => person.name || person.address;

export const written = (person: MailPerson): string => (person.name ? `${person.name} <${person.address}>` : person.address);

/** Each once, whoever comes first; none of `but`. */
export function united(people: readonly MailPerson[], but: readonly MailPerson[] = []): Person[] {
  const known = new Set(but.map(keyOf));
  return people.flatMap((one) => {
    if (known.has(keyOf(one))) return [];
    known.add(keyOf(one));
    return [{ address: one.address, name: one.name ?? "" }];
  });
}
