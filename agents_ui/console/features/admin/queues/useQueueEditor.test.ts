import { locale } from "@shared/i18n";
import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import { createMemoryHistory, createRouter, RouterView } from "vue-router";

import { useQueueEditor } from "./useQueueEditor";

const ANH = { agent: "a1", name: "Anh", rank: null, tier: 0, position: 0, delay: 0, weight: 1 };

/** The server's side: a queue and its members, each saved where the version is the present one. */
class Server {
  queue = { id: "q1", version: 1, name: "Returns", settings: { channels: ["webchat"], weights: [], steps: [], overflow: [], sticky: {}, members: "chosen" }, wrap_up: { mode: "none" }, calendar: null };
  members = [ANH];
  refusal: object | null = null;
  asked: string[] = [];

  answer(url: string, request: RequestInit): Response {
    const body = request.body ? (JSON.parse(String(request.body)) as { version: number; members?: (typeof ANH)[]; name?: string }) : null;
    this.asked.push(`${request.method} ${url.replace("/api/v1/queues/q1", "")}`);
    if (body && body.version !== this.queue.version) return Response.json({ code: "changed_meanwhile" }, { status: 409 });
    if (request.method === "PATCH") this.queue = { ...this.queue, name: body!.name!, version: this.queue.version + 1 };
    if (request.method === "PUT") {
      if (this.refusal) return Response.json(this.refusal, { status: 422 });
      this.members = body!.members!.map((each) => ({ ...each, name: "?" }));
      this.queue.version += 1;
    }
    return Response.json(url.endsWith("/members") ? { members: this.members, version: this.queue.version } : this.queue);
  }
}

let server: Server;
let editor: ReturnType<typeof useQueueEditor>;
const Page = defineComponent(() => {
  editor = useQueueEditor("q1");
  return () => h("p", editor.draft.value?.name);
});

beforeEach(async () => {
  locale.value = "en";
  server = new Server();
  vi.stubGlobal("fetch", (url: string, request: RequestInit) => Promise.resolve(server.answer(url, request)));
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/", component: Page }] });
  await router.push("/");
  mount(RouterView, { global: { plugins: [router] } });
  await flushPromises();
  server.asked = [];
});

const changes = () => server.asked.filter((each) => !each.startsWith("GET"));

it("what has not changed is not sent", async () => {
  editor.draft.value!.name = "Repairs";
  expect(await editor.save()).toBe(true);
  expect(changes()).toEqual(["PATCH "]);
  editor.draft.value!.members = [];
  expect(await editor.save()).toBe(true);
  expect(changes()).toEqual(["PATCH ", "PUT /members"]);
  expect([server.queue.name, server.members, editor.dirty.value]).toEqual(["Repairs", [], false]);
});

it("where the members are refused the rest is saved, and trying again is no conflict with oneself", async () => {
  server.refusal = { code: "agent_gone", field: "members.0.agent" };
  editor.draft.value!.name = "Repairs";
  editor.draft.value!.members = [];
  expect(await editor.save()).toBe(false);
  expect([server.queue.name, editor.fault("members.0"), editor.dirty.value]).toEqual(["Repairs", "This person is not on the staff any more.", true]);
  server.refusal = null;
  expect(await editor.save()).toBe(true);
  expect([server.members, editor.conflict.value, editor.dirty.value]).toEqual([[], false, false]);
});

it("somebody else's members are told, and are not lost by saving one's own name", async () => {
  server.members = [];
  server.queue.version += 1;
  editor.draft.value!.name = "Repairs";
  expect(await editor.save()).toBe(false);
  expect(editor.changes.value).toEqual([{ place: "members", both: false }]);
  await editor.overwrite();
  expect([server.queue.name, server.members]).toEqual(["Repairs", []]);
});
