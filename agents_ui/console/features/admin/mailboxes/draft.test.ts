import type { MailboxView } from "@shared/wire";
import { describe, expect, it } from "vitest";

import { draftOf, emptyDraft, isAnother, missing, newMailbox, patchOf, placedByAddress } from "./draft";
import { providerOf } from "./providers";

const begun = (address: string) => placedByAddress({ ...emptyDraft(), address });

const VIEW: MailboxView = {
  id: "m",
  inbox: "i",
  name: "Shop",
  address: "support@shop.example",
  aliases: ["sales@shop.example"],
  kind: "imap",
  incoming: { host: "imap.shop.example", port: 993, security: "tls", username: "support", folder: "INBOX", sent_folder: "", auth: "password", oauth: { provider: "custom", client_id: "", token_url: "", scope: "", account: "" } },
  outgoing: { host: "", port: 587, security: "starttls", username: "" },
  settings: { trusted_servers: ["mx.shop.example"] },
  import_from: null,
  connected_at: "2026-11-20T09:00:00Z",
  state: "working",
  last_contact_at: null,
  failing_since: null,
  failure: null,
  waiting: 0,
  unsent: 0,
  form_url: "https://desk.example/contact/i",
  quarantined: 0,
  version: 3,
};

describe("a mailbox to be connected", () => {
  it.each([
    ["shop@gmail.com", "google", "imap.gmail.com", "password"],
    ["Shop@Outlook.com", "microsoft", "outlook.office365.com", "oauth"],
    ["shop@sub.onmicrosoft.com", "microsoft", "outlook.office365.com", "oauth"],
    ["shop@yahoo.com.vn", "yahoo", "imap.mail.yahoo.com", "password"],
    ["support@shop.example", "other", "imap.shop.example", "password"],
  ])("%s is at %s", (address, provider, host, auth) => {
    const draft = begun(address);
    expect([draft.provider, draft.incoming.host, draft.auth, draft.incoming.username]).toEqual([provider, host, auth, address]);
  });

  it("of a domain that only sounds like it is nobody's", () => expect(providerOf("x@notgmail.com")).toBeNull());

  it.each([
    [{ address: "shop" }, "address"],
    [{}, "password"],
    [{ password: "x" }, null],
    [{ auth: "oauth" as const }, "oauth"],
    [{ auth: "oauth" as const, refreshToken: "x", oauth: { client_id: "c", token_url: "", scope: "", account: "" } }, null],
    [{ kind: "relay" as const }, null],
  ])("lacks %#", (part, lacking) => expect(missing({ ...begun("support@shop.example"), ...part }, false)).toBe(lacking));

  it("is sent with its secrets alone where they were given, and from the day that was chosen", () => {
    const made = newMailbox({ ...begun("shop@gmail.com"), password: "secret", importFrom: "2026-11-01", aliases: "a@shop.example; b@shop.example" });
    expect(made.secrets).toEqual({ password: "secret" });
    expect(made.aliases).toEqual(["a@shop.example", "b@shop.example"]);
    expect(made.incoming).toMatchObject({ host: "imap.gmail.com", oauth: { provider: "google" } });
    expect(new Date(made.import_from!).getDate()).toBe(1);
  });
});

describe("a mailbox that is there", () => {
  it("is left as it is where nothing was changed", () => expect(patchOf(draftOf(VIEW), VIEW)).toEqual({ version: 3 }));

  it("sends what was changed", () => {
    const draft = draftOf(VIEW);
    expect(patchOf({ ...draft, password: "new" }, VIEW)).toEqual({ version: 3, secrets: { password: "new" } });
    const moved = patchOf({ ...draft, incoming: { ...draft.incoming, host: "mail.shop.example" }, settings: {} }, VIEW);
    expect(moved).toMatchObject({ version: 3, incoming: { host: "mail.shop.example", folder: "INBOX" }, settings: {} });
    expect(moved).not.toHaveProperty("outgoing");
  });

  it.each([
    [{ host: "mail.shop.example" }, true],
    [{ username: "sales" }, true],
    [{ folder: "Archive" }, true],
    [{ sent_folder: "Sent" }, false],
    [{ port: 143, security: "starttls" as const }, false],
  ])("takes in older mail from a day on where it is fetched from elsewhere: %#", (part, another) => {
    const draft = draftOf(VIEW);
    const changed = { ...draft, incoming: { ...draft.incoming, ...part }, importFrom: "2026-11-01" };
    expect(isAnother(changed, VIEW)).toBe(another);
    const since = patchOf(changed, VIEW).import_from;
    expect(since ? new Date(since).getDate() : null).toBe(another ? 1 : null);
    expect(patchOf({ ...changed, importFrom: "" }, VIEW)).not.toHaveProperty("import_from");
  });
});
