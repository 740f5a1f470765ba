import { ApiError } from "@shared/api";
import type { DraftView } from "@shared/wire";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { useDrafts } from "./drafts";

const AT = ["2026-11-20T09:00:00Z", "2026-11-20T09:01:00Z", "2026-11-20T09:02:00Z"] as const;
const NOTHING = { audience: "public" as const, files: [], mail: null };

/** A server that holds one draft. */
function serverWith(draft: DraftView | null = null) {
  let held = draft;
  let saves = 0;
  vi.spyOn(api, "get").mockImplementation((path) =>
    Promise.resolve((path.endsWith("/drafts") && path !== "/drafts" ? { drafts: held ? [held] : [] } : { items: [], next: null }) as never),
  );
  const send = vi.spyOn(api, "send").mockImplementation((method, _, body) => {
    if (method === "DELETE") {
      held = null;
      return Promise.resolve(undefined as never);
    }
    const { body: text, since } = body as { body: string; since: string | null };
    if (held && held.body !== text && held.updated_at !== since) {
      return Promise.reject(new ApiError(409, "newer_draft", ""));
    }
    held = { ...NOTHING, body: text, updated_at: AT[Math.min(++saves, 2)]! };
    return Promise.resolve(held as never);
  });
  return { send, held: () => held };
}

const pause = () => vi.advanceTimersByTimeAsync(2000);

describe("drafts", () => {
  beforeEach(() => {
    sessionStorage.clear();
    setActivePinia(createPinia());
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("are saved once for many keys, and say so", async () => {
    const { send, held } = serverWith();
    const drafts = useDrafts();
    for (const text of ["D", "De", "Dear"]) drafts.change("c", { reply: text });
    expect(drafts.isSaved("c", "reply")).toBe(false);
    await pause();
    expect(send).toHaveBeenCalledTimes(1);
    expect(held()?.body).toBe("Dear");
    expect(drafts.isSaved("c", "reply")).toBe(true);
    expect(drafts.has("c")).toBe(true);
  });

  it("come in when a conversation is opened, and follow another device", async () => {
    serverWith({ ...NOTHING, body: "Dear Ann", updated_at: AT[0] });
    const drafts = useDrafts();
    await drafts.open("c");
    expect(drafts.draft("c").reply).toBe("Dear Ann");
    drafts.receive({ type: "draft", conversation: "c", audience: "public", body: "Dear Ann, hi", updated_at: AT[1] });
    expect(drafts.draft("c").reply).toBe("Dear Ann, hi");
    drafts.receive({ type: "draft", conversation: "c", audience: "public", body: "late", updated_at: AT[0] });
    expect(drafts.draft("c").reply).toBe("Dear Ann, hi");
    drafts.receive({ type: "draft", conversation: "c", audience: "public", body: null, updated_at: null });
    expect(drafts.draft("c").reply).toBe("");
  });

  it("of whoever writes now win, and what they took the place of can be had back", async () => {
    const { held } = serverWith({ ...NOTHING, body: "from the phone", updated_at: AT[0] });
    const drafts = useDrafts();
    drafts.change("c", { reply: "from here" });
    await pause();
    expect(held()?.body).toBe("from here");
    expect(drafts.replaced.get("c/reply")).toBe("from the phone");
    drafts.swap("c", "reply");
    await pause();
    expect([drafts.draft("c").reply, held()?.body]).toEqual(["from the phone", "from the phone"]);
  });

  it("end when emptied or sent", async () => {
    const { send, held } = serverWith();
    const drafts = useDrafts();
    drafts.change("c", { reply: "Dear" });
    await pause();
    drafts.change("c", { reply: "" });
    await pause();
    expect(held()).toBeNull();
    drafts.change("c", { reply: "again" });
    await pause();
    send.mockClear();
    drafts.sent("c", "reply");
    await pause();
    expect(send).not.toHaveBeenCalled();
    expect(drafts.has("c")).toBe(false);
  });

  it("that are on their way while they are sent do not come back", async () => {
    const { send, held } = serverWith();
    const drafts = useDrafts();
    let arrive = () => {};
    const slow = send.getMockImplementation()!;
    send.mockImplementationOnce((...given) => new Promise((done) => (arrive = () => done(slow(...given) as never))));
    drafts.change("c", { reply: "Dear" });
    await pause();
    drafts.sent("c", "reply");
    arrive();
    await pause();
    expect(held()).toBeNull();
    expect(drafts.draft("c").reply).toBe("");
  });

  it("stay here while the server cannot be reached, and are saved when it can", async () => {
    const { send, held } = serverWith();
    send.mockRejectedValueOnce(new ApiError(0, "unreachable", ""));
    const drafts = useDrafts();
    drafts.change("c", { reply: "Dear" });
    await pause();
    expect(drafts.isSaved("c", "reply")).toBe(false);
    await drafts.resume();
    await pause();
    expect(held()?.body).toBe("Dear");
  });
});
