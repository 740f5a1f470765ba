// A site's address as people type or paste it. Pure.

/** Its origin as browsers write it: https where no scheme is given, without a path, Vietnamese names in DNS letters.
 *
 * Null where it names no site. */
export function siteOf(text: string): string | null {
  const typed = text.trim();
  if (typed === "" || /\s/.test(typed)) return null;
  const schemed = /^[a-z][a-z\d+.-]*:\/\//i.test(typed);
  const whole = schemed ? typed : `https://${typed}`;
  if (!/^https?:\/\/[^/]/i.test(whole) || !URL.canParse(whole)) return null;
  const { protocol, hostname, origin, username } = new URL(whole);
  // A single word is a host of one's own network only where the scheme says that it is an address.
  const named = schemed || /[^.]\.[^.]/.test(hostname) || hostname.startsWith("[") || hostname === "localhost";
  return /^https?:$/.test(protocol) && named && !/^\.|\.\./.test(hostname) && username === "" ? origin : null;
}
