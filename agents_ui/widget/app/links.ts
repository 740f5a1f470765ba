// Finds web addresses in plain text; only http and https become links.
export interface Piece {
  text: string;
  href: string | null;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi;
const OPENERS: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

export function splitLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = withoutTrailing(found[0]);
    const href = safeAddress(address);
    if (href === null) continue;
    if (found.index > end) pieces.push({ text: text.slice(end, found.index), href: null });
    pieces.push({ text: address, href });
    end = found.index + address.length;
  }
  if (end < text.length || pieces.length === 0) pieces.push({ text: text.slice(end), href: null });
  return pieces;
}

/** The stop after a sentence and a bracket that was opened before the address do not belong to it. */
function withoutTrailing(address: string): string {
  let end = address.length;
  while (end > 0) {
    const last = address[end - 1]!;
    const opener = OPENERS[last];
    const kept = address.slice(0, end);
    if (opener ? kept.split(opener).length >= kept.split(last).length : !/[.,;:!?…*_]/.test(last)) break;
    end -= 1;
  }
  return address.slice(0, end);
}

function safeAddress(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return (url.protocol === "https:" || url.protocol === "http:") && url.hostname !== "" ? url.href : null;
}
