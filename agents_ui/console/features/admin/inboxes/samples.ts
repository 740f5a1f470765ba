// Code that a shop's developers copy: the same in every language.

/** Signs who is signed in, on the shop's server, without any library. */
export const SIGNING = `// Node.js, on your server. Never send the key to a page.
import { createHmac } from "node:crypto";

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

export function identityToken(customer) {
  const head = part({ alg: "HS256", typ: "JWT" });
  const body = part({
    sub: customer.id,
    name: customer.name,
    email: customer.email,
    exp: Math.floor(Date.now() / 1000) + 3600,
  });
  const signed = head + "." + body;
  const key = process.env.CHAT_IDENTITY_KEY;
  return signed + "." + createHmac("sha256", key).update(signed).digest("base64url");
}`;

/** What stands on the pages of a signed-in customer, and what to call when the customer signs out. */
export function identified(snippet: string): string {
  return `${snippet.replace("></script>", ' data-identity="TOKEN"></script>')}

ContactCenter.signOut();`;
}
