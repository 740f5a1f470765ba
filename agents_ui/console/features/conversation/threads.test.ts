import { ApiError } from "@shared/api";
import { toasts } from "@shared/ui/toasts";
import type { StaffCommand } from "@shared/wire";
import { flushPromises } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { nextTick } from "vue";

import { api } from "../../api";
import { useLive } from "../live/live";
import { mail, message, row } from "./fixtures";
import { useThreads } from "./threads";

const snapshot = (id: string, seq = 0) => ({
  type: "snapshot" as const,
  conversation: row({ id }),
  seq,
  messages: [],
  notices: [],
  receipts: [],
  has_older: false,
});

describe("watched threads", () => {
  let said: StaffCommand[];
  let online: boolean;

  beforeEach(() => {
    sessionStorage.clear();
    setActivePinia(createPinia());
    said = [];
    online = true;
    vi.spyOn(useLive(), "send").mockImplementation((command) => {
      if (online) said.push(command);
      return online;
    });
  });

  it("watch anew with what they have, and send again what was not acknowledged, after a break", () => {
    const threads = useThreads();
    threads.open("c");
    threads.receive("c", snapshot("c", 5));
    online = false;
    threads.send("c", { body: "first", audience: "public", mentions: [] });
    threads.send("c", { body: "second", audience: "staff", mentions: [] });
    online = true;
    said.length = 0;
    threads.resume();
    expect(said[0]).toEqual({ type: "watch", conversation: "c", after: 5 });
    expect(said.slice(1)).toMatchObject([
      { type: "send", body: "first", audience: "public" },
      { type: "send", body: "second", audience: "staff" },
    ]);
    const ids = said.slice(1).map((one) => (one.type === "send" ? one.client_id : ""));
    expect(new Set(ids).size).toBe(2);
    threads.resume();
    expect(said.slice(-2).map((one) => (one.type === "send" ? one.client_id : ""))).toEqual(ids);
  });

  it("ask once for a gap, however many frames lie behind it", () => {
    const threads = useThreads();
    threads.open("c");
    threads.receive("c", snapshot("c", 1));
    said.length = 0;
    threads.receive("c", { type: "message", conversation: "c", seq: 4, message: message(4) });
    threads.receive("c", { type: "message", conversation: "c", seq: 5, message: message(5) });
    expect(said).toEqual([{ type: "watch", conversation: "c", after: 1 }]);
  });

  it("keep a bounded number live, the last ones opened", () => {
    const threads = useThreads();
    for (let n = 0; n < 22; n += 1) threads.open(`c${n}`);
    expect(said.filter((one) => one.type === "unwatch")).toEqual([
      { type: "unwatch", conversation: "c0" },
      { type: "unwatch", conversation: "c1" },
    ]);
  });

  it("remember over a reload what was not acknowledged", async () => {
    online = false;
    useThreads().send("c", { body: "kept", audience: "public", mentions: [] });
    await nextTick();
    setActivePinia(createPinia());
    const live = vi.spyOn(useLive(), "send").mockReturnValue(true);
    useThreads().resume();
    expect(live).toHaveBeenCalledWith(expect.objectContaining({ type: "send", body: "kept" }));
  });

  it("mark what the server refuses, and send it again by hand with the same id", () => {
    const threads = useThreads();
    threads.send("c", { body: "hello", audience: "public", mentions: [] });
    const clientId = threads.threads.get("c")!.outgoing[0]!.client_id;
    const error = { type: "error" as const, detail: "", client_id: clientId, conversation: "c", retry_after: null };
    threads.fail({ ...error, code: "conflict" });
    expect(threads.threads.get("c")!.outgoing[0]!.error).toBe("conflict");
    threads.retry("c", clientId);
    expect(said.at(-1)).toMatchObject({ type: "send", client_id: clientId });
    expect(threads.threads.get("c")!.outgoing[0]!.error).toBeNull();
  });

  it("send again by themselves what came too fast", () => {
    vi.useFakeTimers();
    const threads = useThreads();
    threads.send("c", { body: "hello", audience: "public", mentions: [] });
    const clientId = threads.threads.get("c")!.outgoing[0]!.client_id;
    threads.fail({ type: "error", code: "too_many_requests", detail: "", client_id: clientId, conversation: "c", retry_after: 3 });
    expect(said).toHaveLength(1);
    vi.advanceTimersByTime(3000);
    expect(said).toHaveLength(2);
    vi.useRealTimers();
  });

  it("send mails by REST, keep what is refused with its reason, and offer to take back what leaves soon", async () => {
    const leaves = new Date(Date.now() + 15_000).toISOString();
    const answer = message(6, { mail: mail({ direction: "out", may_take_back: true, send_at: leaves }) });
    const post = vi.spyOn(api, "send").mockRejectedValueOnce(new ApiError(409, "no_mailbox", "")).mockResolvedValue(answer);
    const threads = useThreads();
    threads.send("c", { body: "Hi", audience: "public", mentions: [], mail: { quote: true } });
    await flushPromises();
    const [waiting] = threads.threads.get("c")!.outgoing;
    expect(waiting).toMatchObject({ error: "no_mailbox" });
    threads.retry("c", waiting!.client_id);
    await flushPromises();
    expect(post).toHaveBeenLastCalledWith("POST", "/conversations/c/messages", expect.objectContaining({ body: "Hi", mail: { quote: true } }), waiting!.client_id);
    expect(toasts.value.at(-1)?.action?.label).toBe("Undo");
    expect(said).toEqual([]);
  });
});
