// A canned reply with its variables, as the server's contact_center/replies/text.py does it: both pass the same cases.
const VARIABLE = /([ \u00a0]*)\{\{([^{}]*)\}\}/g;
const AFTER_A_WORD = /^(?:[\s,.;:!?…)]|$)/;

/**
 * The text with values. One that is not known is what follows the bar in {{customer.name|friend}}, else nothing, without
 * the space before what stands right after a word.
 */
export function render(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(VARIABLE, (whole: string, space: string, inner: string, place: number) => {
    const bar = inner.indexOf("|");
    const name = (bar < 0 ? inner : inner.slice(0, bar)).trim();
    const known = (Object.hasOwn(values, name) && values[name]) || (bar < 0 ? "" : inner.slice(bar + 1).trim());
    return known === "" && AFTER_A_WORD.test(text.slice(place + whole.length)) ? "" : space + known;
  });
}

/** What people call somebody by: the last word of a Vietnamese name, the first of any other. */
export function firstName(name: string, locale: string): string {
  const words = name.trim().split(/\s+/);
  return (locale === "vi" ? words.at(-1) : words[0]) ?? "";
}
