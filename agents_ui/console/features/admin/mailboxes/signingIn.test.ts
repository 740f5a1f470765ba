import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../../api";
import { emptyDraft, missing, newMailbox, placedByAddress, signedIn } from "./draft";
import { signIn, takeWaiting } from "./signingIn";

const GRANT = { id: "grant", account: "support@shop.example" };

describe("signing in at a provider", () => {
  beforeEach(() => sessionStorage.clear());

  it("leaves for the provider, and what was typed waits without its secrets, once", async () => {
    const send = vi.spyOn(api, "send").mockResolvedValue({ id: "s", url: "https://login.example/" });
    const leave = vi.fn();
    const draft = { ...emptyDraft(), name: "Shop", password: "hush", clientSecret: "hush", refreshToken: "hush" };
    await signIn("google", { address: " shop@gmail.com ", waiting: { draft, view: null } }, leave);
    expect(send).toHaveBeenCalledWith("POST", "/mailbox-sign-ins", { provider: "google", mailbox: null, address: "shop@gmail.com" });
    expect(leave).toHaveBeenCalledWith("https://login.example/");
    expect(JSON.stringify(sessionStorage)).not.toContain("hush");
    expect(takeWaiting()?.draft.name).toBe("Shop");
    expect(takeWaiting()).toBeNull();
  });

  it("fills in the address and the servers where nothing was typed", () => {
    const draft = signedIn(emptyDraft(), "google", GRANT);
    expect([draft.address, draft.auth, draft.incoming.host, draft.incoming.username]).toEqual(["support@shop.example", "oauth", "imap.gmail.com", "support@shop.example"]);
    expect(missing(draft, false)).toBeNull();
    expect(newMailbox(draft)).toMatchObject({ secrets: { sign_in: "grant" }, incoming: { auth: "oauth", oauth: { provider: "google", client_id: "" } } });
  });

  it("leaves servers alone that somebody has chosen, and takes no password any more", () => {
    const typed = { ...placedByAddress({ ...emptyDraft(), address: "shop@gmail.com" }), password: "x" };
    const draft = signedIn({ ...typed, incoming: { ...typed.incoming, host: "imap.shop.example" } }, "google", GRANT);
    expect([draft.address, draft.incoming.host]).toEqual(["shop@gmail.com", "imap.shop.example"]);
    expect(newMailbox(draft).secrets).toEqual({ sign_in: "grant" });
  });
});
