// The visitor's line for files: the tokens go in headers, so that they stand in no address.
import { byXhr, createUploads, type Rules, type Uploads } from "@shared/uploads";

export function uploadsOf(embedToken: string, token: () => string, rules: Rules): Uploads {
  const send = byXhr(() => ({ url: "/widget/files", headers: { "X-Embed-Token": embedToken, "X-Visitor-Token": token() } }));
  return createUploads(() => rules, send);
}
