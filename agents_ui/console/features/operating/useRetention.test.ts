import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";

import { choices, useRetention } from "./useRetention";

const KEPT = { conversations: 0, files: 0, visits: 90, consents: 0, blocks: 30, feedback: 0, searches: 90 };
const COUNTS = { conversations: 0, files: 0, visits: 0, consents: 0, blocks: 0, feedback: 0, searches: 0, most: 100_000 };
let asked: { method: string; url: string; body: unknown }[] = [];
let answers: (url: string, method: string) => Response | Promise<Response>;

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

async function opened(): Promise<ReturnType<typeof useRetention>> {
  let found: ReturnType<typeof useRetention> | undefined;
  mount(
    defineComponent(() => {
      found = useRetention();
      return () => h("div");
    }),
  );
  await flushPromises();
  if (!found) throw new Error("it was not set up");
  return found;
}

describe("for how long things are kept", () => {
  beforeEach(() => {
    asked = [];
    answers = (url) => json(url.includes("preview") ? COUNTS : { kept: KEPT, version: 3 });
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
      const method = init.method ?? "GET";
      asked.push({ method, url, body: typeof init.body === "string" ? JSON.parse(init.body) : null });
      return answers(url, method);
    });
  });

  it("is shown as it is set, and counted at once", async () => {
    const page = await opened();
    expect(page.draft.value).toEqual(KEPT);
    expect([page.dirty.value, page.total.value]).toEqual([false, 0]);
  });

  it("is saved with the version that was read", async () => {
    const page = await opened();
    if (page.draft.value) page.draft.value.conversations = 365;
    await flushPromises();
    expect(page.dirty.value).toBe(true);
    answers = (url) => json(url.includes("preview") ? COUNTS : { kept: { ...KEPT, conversations: 365 }, version: 4 });
    expect(await page.save()).toBe(true);
    const sent = asked.find((each) => each.method === "PATCH");
    expect(sent?.body).toEqual({ ...KEPT, conversations: 365, version: 3 });
    expect([page.dirty.value, page.kept.value?.version]).toEqual([false, 4]);
  });

  it("counts what the last choice would delete, in whatever order answers come", async () => {
    const page = await opened();
    const held: ((response: Response) => void)[] = [];
    answers = () => new Promise((resolve) => held.push(resolve));
    for (const days of [30, 90]) {
      if (page.draft.value) page.draft.value.conversations = days;
      await flushPromises();
    }
    held[1]?.(json({ ...COUNTS, conversations: 2 }));
    await flushPromises();
    held[0]?.(json({ ...COUNTS, conversations: 7 }));
    await flushPromises();
    expect(page.total.value).toBe(2);
  });

  it("keeps the draft where somebody else was faster, and says so", async () => {
    const page = await opened();
    if (page.draft.value) page.draft.value.visits = 7;
    answers = (_, method) =>
      method === "PATCH" ? json({ code: "changed_meanwhile", status: 409, detail: "" }, 409) : json(COUNTS);
    expect(await page.save()).toBe(false);
    expect(page.draft.value?.visits).toBe(7);
    expect(page.problem.value).toBeTruthy();
  });

  it("offers what is set, whoever has set it", () => {
    expect(choices("visits", 45)).toEqual([1, 7, 30, 45, 60, 90, 180, 365]);
    expect(choices("visits", 90)).not.toContain(0);
  });
});
