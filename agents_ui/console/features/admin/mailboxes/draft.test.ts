import type { MailboxView } from "@shared/wire";
import { describe, expect, it } from "vitest";

import { draftOf, emptyDraft, isAnother, missing, newMailbox, patchOf, placed, placedByAddress } from "./draft";
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

  it.each([
    ["what was suggested goes along", {}, {}, "x@shop.example", ["other", "imap.shop.example", 993, "x@shop.example", "smtp.shop.example", "password"]],
    ["servers entered by hand stay", { host: "mail.host.example", port: 143 }, { host: "out.host.example" }, "x@shop.example", ["other", "mail.host.example", 143, "x@shop.example", "out.host.example", "password"]],
    ["one of them stays", { host: "mail.host.example" }, {}, "x@shop.example", ["other", "mail.host.example", 993, "x@shop.example", "smtp.shop.example", "password"]],
    ["they stay at a provider's address", {}, { host: "out.host.example" }, "x@gmail.com", ["other", "imap.gmail.com", 993, "x@gmail.com", "out.host.example", "password"]],
    ["a user name stays", { username: "sales" }, {}, "x@shop.example", ["other", "imap.shop.example", 993, "sales", "smtp.shop.example", "password"]],
    ["a provider's servers come with its address", { username: "sales" }, {}, "x@outlook.com", ["microsoft", "outlook.office365.com", 993, "sales", "smtp.office365.com", "oauth"]],
  ])("whose address is corrected: %s", (_, incoming, outgoing, address, expected) => {
    const typed = begun("x@shpo.example");
    const next = placedByAddress({ ...typed, address, incoming: { ...typed.incoming, ...incoming }, outgoing: { ...typed.outgoing, ...outgoing } });
    expect([next.provider, next.incoming.host, next.incoming.port, next.incoming.username, next.outgoing.host, next.auth]).toEqual(expected);
  });

  it("whose provider and way to sign in were chosen keeps them when its address is corrected", () => {
    const chosen = { ...placed(begun("x@shpo.example"), "google"), auth: "oauth" as const };
    const next = placedByAddress({ ...chosen, address: "x@shop.example" });
    expect([next.provider, next.incoming.host, next.incoming.username, next.auth]).toEqual(["google", "imap.gmail.com", "x@shop.example", "oauth"]);
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
