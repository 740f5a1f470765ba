import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { useLive } from "../live/live";
import { live, queue, START } from "./fixtures";
import { STALE_MS, useLiveQueues } from "./liveQueues";

vi.mock("../live/now", async () => ({ now: (await import("vue")).ref(0) }));

describe("the live queues", () => {
  let said: unknown[] = [];

  beforeEach(() => {
    vi.useFakeTimers({ now: START + 2_000 });
    setActivePinia(createPinia());
    said = [];
    useLive().send = (command) => said.push(command) > 0;
  });
  afterEach(() => void vi.useRealTimers());

  const clock = async (at: number) => {
    vi.setSystemTime(at);
    ((await import("../live/now")).now as { value: number }).value = at;
  };

  it("are asked for once for all who look, again after a new connection, and ended by the last", () => {
    const queues = useLiveQueues();
    queues.resume();
    queues.watch();
    queues.watch();
    queues.resume();
    queues.unwatch();
    queues.unwatch();
    queues.resume();
    expect(said).toEqual([
      { type: "watch_queues", on: true },
      { type: "watch_queues", on: true },
      { type: "watch_queues", on: false },
    ]);
  });

  it("are stale five seconds after the last frame, until the next comes", async () => {
    const queues = useLiveQueues();
    expect(queues.stale).toBe(false);
    queues.receive(live([queue("General")]));
    await clock(START + 2_000 + STALE_MS);
    expect(queues.stale).toBe(false);
    await clock(START + 3_000 + STALE_MS);
    expect([queues.stale, queues.age]).toEqual([true, 6_000]);
    queues.receive(live([queue("General")]));
    expect(queues.stale).toBe(false);
  });

  it("count waits by the server's clock, however wrong this one is", async () => {
    const queues = useLiveQueues();
    queues.receive(live([queue("General")]));
    await clock(START + 7_000);
    expect(queues.time).toBe(START + 5_000);
  });
});
