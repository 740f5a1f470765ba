import { ApiError } from "@shared/api";
import type { DraftMail, DraftView } from "@shared/wire";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { USUAL } from "../mail/compose/draft";
import { useDrafts } from "./drafts";
import { useFiles } from "./files/files";

const AT = ["2026-11-20T09:00:00Z", "2026-11-20T09:01:00Z", "2026-11-20T09:02:00Z"] as const;
const NOTHING = { audience: "public" as const, files: [], mail: null };

const BO = { address: "bo@x.example", name: "Bo" };
const FORWARD: DraftMail = { way: "forward", to: [BO], cc: null, bcc: [], subject: "Fwd: Bowl", quote: true, locale: null };
const file = (id: string) => ({ id, name: `${id}.txt`, media_type: "text/plain", size: 1, path: `/files/k/${id}.txt`, width: null, height: null });
/** What the server has of one's own. */
const UPLOADED = [file("a"), file("b")];
const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

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
    const { body: text, since, mail, files: ids } = body as { body: string; since: string | null; mail?: DraftMail | null; files: string[] };
    const files = UPLOADED.filter((file) => ids.includes(file.id));
    if (held && (held.body !== text || !same(held.mail, mail) || !same(held.files, files)) && held.updated_at !== since) {
      return Promise.reject(new ApiError(409, "newer_draft", ""));
    }
    held = { ...NOTHING, body: text, mail: mail ?? null, files, updated_at: AT[Math.min(++saves, 2)]! };
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
    drafts.receive({ type: "draft", conversation: "c", audience: "public", files: [], body: "Dear Ann, hi", mail: null, updated_at: AT[1] });
    expect(drafts.draft("c").reply).toBe("Dear Ann, hi");
    drafts.receive({ type: "draft", conversation: "c", audience: "public", files: [], body: "late", mail: null, updated_at: AT[0] });
    expect(drafts.draft("c").reply).toBe("Dear Ann, hi");
    drafts.receive({ type: "draft", conversation: "c", audience: "public", files: [], body: null, mail: null, updated_at: null });
    expect(drafts.draft("c").reply).toBe("");
  });

  it("of whoever writes now win, and what they took the place of can be had back", async () => {
    const { held } = serverWith({ ...NOTHING, body: "from the phone", updated_at: AT[0] });
    const drafts = useDrafts();
    drafts.change("c", { reply: "from here" });
    await pause();
    expect(held()?.body).toBe("from here");
    expect(drafts.replaced.get("c/reply")?.body).toBe("from the phone");
    drafts.swap("c", "reply");
    await pause();
    expect([drafts.draft("c").reply, held()?.body]).toEqual(["from the phone", "from the phone"]);
  });

  it("of mails are saved with whom they are for, though nothing is written yet, but not for their way alone", async () => {
    const { send, held } = serverWith();
    const drafts = useDrafts();
    drafts.change("c", { mail: { ...USUAL, way: "forward", open: true } });
    await pause();
    expect(send).not.toHaveBeenCalled();
    drafts.change("c", { mail: { ...USUAL, way: "forward", open: true, to: [BO], subject: "Fwd: Bowl" } });
    await pause();
    expect(held()).toMatchObject({ body: "", mail: FORWARD });
    expect([drafts.isSaved("c", "reply"), drafts.has("c")]).toEqual([true, true]);
    drafts.change("c", { mail: { ...drafts.draft("c").mail, open: false } });
    await pause();
    expect(send).toHaveBeenCalledTimes(1);
    drafts.change("c", { mail: USUAL });
    await pause();
    expect(held()).toBeNull();
  });

  it("of mails show on another device to whom they go, under what subject and which way", async () => {
    serverWith({ ...NOTHING, body: "See below", mail: FORWARD, updated_at: AT[0] });
    const drafts = useDrafts();
    await drafts.open("c");
    expect(drafts.draft("c")).toMatchObject({ reply: "See below", mail: { ...USUAL, way: "forward", to: [BO], subject: "Fwd: Bowl", open: true } });
    const frame = { type: "draft", conversation: "c", audience: "public" } as const;
    drafts.receive({ ...frame, files: [], body: "See below", mail: { ...FORWARD, bcc: [BO], to: [] }, updated_at: AT[1] });
    expect(drafts.draft("c").mail).toMatchObject({ to: [], bcc: [BO] });
    drafts.receive({ ...frame, files: [], body: null, mail: null, updated_at: null });
    expect(drafts.draft("c")).toMatchObject({ reply: "", mail: USUAL });
  });

  it("keep the way that was chosen here when the server has nothing", async () => {
    serverWith();
    const drafts = useDrafts();
    drafts.change("c", { mail: { ...USUAL, way: "reply" } });
    await drafts.open("c");
    expect(drafts.draft("c").mail.way).toBe("reply");
  });

  it("of mails that another device has addressed otherwise can be had back as a whole", async () => {
    const { held } = serverWith({ ...NOTHING, body: "See below", mail: FORWARD, updated_at: AT[0] });
    const drafts = useDrafts();
    drafts.change("c", { reply: "See below", mail: { ...USUAL, cc: [BO] } });
    await pause();
    expect(held()?.mail).toMatchObject({ way: "reply_all", cc: [BO] });
    drafts.swap("c", "reply");
    await pause();
    expect(held()?.mail).toEqual(FORWARD);
  });

  it("that are sent take whom they were for along", async () => {
    serverWith();
    const drafts = useDrafts();
    drafts.change("c", { reply: "Dear", mail: { ...USUAL, cc: [BO] } });
    await pause();
    drafts.sent("c", "reply");
    expect([drafts.draft("c").mail, drafts.has("c")]).toEqual([USUAL, false]);
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

  it("have what was uploaded, also without a word, and lose what is not there any more", async () => {
    const { held } = serverWith();
    const drafts = useDrafts();
    drafts.attach("c", "reply", [file("a"), file("gone")]);
    expect(drafts.has("c")).toBe(true);
    await pause();
    expect(held()?.files.map((one) => one.id)).toEqual(["a"]);
    expect(drafts.draft("c").files.reply.map((one) => one.id)).toEqual(["a"]);
    expect(drafts.isSaved("c", "reply")).toBe(true);
    drafts.attach("c", "reply", []);
    await pause();
    expect(held()).toBeNull();
    expect(drafts.has("c")).toBe(false);
  });

  it("show on another device what was attached on the first, and nothing once it is sent", async () => {
    serverWith({ ...NOTHING, body: "", files: [file("a")], updated_at: AT[0] });
    const [drafts, uploads] = [useDrafts(), useFiles().of("c", "reply")];
    const names = () => uploads.items.value.map((one) => [one.name, one.state]);
    await drafts.open("c");
    expect(names()).toEqual([["a.txt", "stored"]]);
    drafts.receive({ type: "draft", conversation: "c", audience: "public", files: [file("b")], body: "", mail: null, updated_at: AT[1] });
    expect(names()).toEqual([["b.txt", "stored"]]);
    expect(uploads.take().map((one) => one.id)).toEqual(["b"]);
    drafts.sent("c", "reply");
    expect([names(), drafts.has("c")]).toEqual([[], false]);
    await pause();
    expect(drafts.replaced.size).toBe(0);
  });
});
