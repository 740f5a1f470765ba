// Takes secrets and people's addresses out of what a page tells of itself, so that they never leave the browser.
// contact_center/visits/cleaning.py does the same on the server; the tests of both read cleaning.cases.json.

const SECRET_NAME =
  /token|pass|pwd|secret|code|otp|pin$|auth|sess|sid$|jwt|key|sign|sig$|nonce|state|mail|phone|^tel|card|cv[vc]|iban|account|ssn|user|login|name|address|street|birth|ticket|saml|clid$|^utm|^mc_|^_/;
const EMAIL = /[^\s@/=&?<>()"',;:]+@[^\s@/=&?<>()"',;:]+\.[^\s@/=&?<>()"',;:]+/g;
const CARD = /[0-9](?:[ -]?[0-9]){12,}/g;
const TOKEN = /eyJ[\w.-]{8,}|(?=[\w-]*[0-9])(?=[\w-]*[A-Za-z])[\w-]{32,}/g;
/** A UUID names a thing of the shop: it is no secret by its look alone. */
const ID = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i;

function masked(text: string): string {
  const parts = text.split(ID);
  return parts.map((part, n) => (n % 2 ? part : part.replace(TOKEN, "…").replace(CARD, "…").replace(EMAIL, "…"))).join("");
}

const unescaped = (text: string) =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });

/** Without escapes, also where they were escaped twice. */
const plain = (text: string) => unescaped(unescaped(text.replace(/\+/g, " ")));

const holdsSecret = (text: string) => masked(plain(text)) !== plain(text);

function query(text: string): string {
  const kept = text.split(/[&;]/).filter((pair) => {
    const [name, ...value] = pair.split("=");
    return pair && !SECRET_NAME.test(plain(name!).toLowerCase()) && !holdsSecret(name!) && !holdsSecret(value.join("="));
  });
  return kept.length ? `?${kept.join("&")}` : "";
}

const path = (text: string) => text.split("/").map((part) => (holdsSecret(part) ? "…" : part)).join("/");

/** On one line, without e-mail addresses, card-like numbers and tokens. */
export function cleanText(text: string, limit = 300): string {
  return masked(text.replace(/\s+/g, " ").trim().slice(0, 4 * limit)).slice(0, limit);
}

/** A page's address without userinfo, secrets and, unless it is a route, fragment; null for what is no page. */
export function cleanUrl(address: string): string | null {
  try {
    const { protocol, host, pathname, search, hash } = new URL(address);
    if (!/^https?:$/.test(protocol)) return null;
    const [before, after = ""] = /^#!?\//.test(hash) ? hash.split("?") : [""];
    return `${protocol}//${host}${path(pathname)}${query(search.slice(1))}${path(before!)}${query(after)}`.slice(0, 1000);
  } catch {
    return null;
  }
}
