import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import { createMemoryHistory, createRouter, RouterView } from "vue-router";

import { useEditor, type Kept } from "./useEditor";

interface Thing extends Kept {
  name: string;
  colour: string;
}

type Draft = Pick<Thing, "name" | "colour">;

/** The server's side: one thing, saved where the version is the present one. */
class Server {
  thing: Thing = { id: "t1", version: 1, name: "Shop", colour: "red" };
  refusal: object | null = null;

  answer(_: string, request: RequestInit = {}): Response {
    if (request.method === "GET") return Response.json(this.thing);
    const body = JSON.parse(String(request.body)) as Thing;
    if (this.refusal) return Response.json(this.refusal, { status: 422 });
    if (body.version !== this.thing.version) return Response.json({ code: "changed_meanwhile" }, { status: 409 });
    this.thing = { ...this.thing, ...body, version: this.thing.version + 1 };
    return Response.json(this.thing);
  }

  /** What another administrator does. */
  save(name: string, colour = this.thing.colour): void {
    this.thing = { ...this.thing, name, colour, version: this.thing.version + 1 };
  }
}

let server: Server;
let editor: ReturnType<typeof useEditor<Thing, Draft>>;
const Page = defineComponent(() => {
  editor = useEditor<Thing, Draft>({ path: "/things/t1", pick: ({ name, colour }) => ({ name, colour }) });
  return () => h("p", editor.draft.value?.name);
});

async function open() {
  const elsewhere = { path: "/elsewhere", component: { render: () => h("p", "elsewhere") } };
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/", component: Page }, elsewhere] });
  await router.push("/");
  const page = mount(RouterView, { global: { plugins: [router] } });
  await flushPromises();
  return { page, router };
}

beforeEach(() => {
  server = new Server();
  vi.stubGlobal("fetch", (url: string, request: RequestInit) => Promise.resolve(server.answer(url, request)));
});

describe("an editor", () => {
  it("saves what was changed, and is clean again", async () => {
    await open();
    expect(editor.dirty.value).toBe(false);
    editor.draft.value!.name = "Lotus";
    expect(editor.dirty.value).toBe(true);
    expect(await editor.save()).toBe(true);
    expect([server.thing.name, editor.dirty.value]).toEqual(["Lotus", false]);
  });

  it("tells the second of two administrators, and keeps what they have written", async () => {
    await open();
    server.save("Theirs");
    editor.draft.value!.name = "Mine";
    expect(await editor.save()).toBe(false);
    expect([editor.conflict.value, editor.draft.value!.name, server.thing.name]).toEqual([true, "Mine", "Theirs"]);
  });

  it("then shows their version, or saves one's own over it", async () => {
    await open();
    server.save("Theirs");
    editor.draft.value!.name = "Mine";
    await editor.save();
    await editor.load();
    expect([editor.conflict.value, editor.draft.value!.name, editor.dirty.value]).toEqual([false, "Theirs", false]);
    server.save("Theirs again");
    editor.draft.value!.name = "Mine";
    await editor.save();
    await editor.overwrite();
    expect([editor.conflict.value, server.thing.name]).toEqual([false, "Mine"]);
  });

  it("leaves what only the other has changed as it is, and says what that was", async () => {
    await open();
    server.save("Theirs", "blue");
    editor.draft.value!.name = "Mine";
    await editor.save();
    expect(editor.changes.value).toEqual([
      { place: "name", both: true },
      { place: "colour", both: false },
    ]);
    await editor.overwrite();
    expect(server.thing).toMatchObject({ name: "Mine", colour: "blue" });
    expect([editor.conflict.value, editor.dirty.value, editor.changes.value]).toEqual([false, false, []]);
  });

  it("saves onto what was shown: a third administrator is told of again", async () => {
    await open();
    server.save("Shop", "blue");
    editor.draft.value!.name = "Mine";
    await editor.save();
    server.save("Third", "green");
    await editor.overwrite();
    expect([editor.conflict.value, server.thing.name]).toEqual([true, "Third"]);
    await editor.overwrite();
    expect(server.thing).toMatchObject({ name: "Mine", colour: "green" });
  });

  it("shows a refusal at its place until something is changed", async () => {
    await open();
    server.refusal = { code: "name_missing", field: "name" };
    editor.draft.value!.name = " ";
    await editor.save();
    expect([editor.fault("name"), editor.fault("colour")]).toEqual(["Give a name.", null]);
    editor.draft.value!.name = "Lotus";
    await flushPromises();
    expect(editor.fault("name")).toBeNull();
  });

  it("asks before unsaved changes are lost", async () => {
    const { page, router } = await open();
    editor.draft.value!.name = "Mine";
    const stays = router.push("/elsewhere");
    await flushPromises();
    expect(editor.leaving.asking.value).toBe(true);
    editor.leaving.asking.value = false;
    await stays;
    expect([router.currentRoute.value.path, page.text()]).toEqual(["/", "Mine"]);

    const goes = router.push("/elsewhere");
    await flushPromises();
    editor.leaving.leave();
    await goes;
    expect(router.currentRoute.value.path).toBe("/elsewhere");
  });

  it("keeps the draft when something else of the thing was changed here", async () => {
    await open();
    editor.draft.value!.name = "Mine";
    server.save("Shop", "blue");
    await editor.follow();
    expect(await editor.save()).toBe(true);
    expect(server.thing).toMatchObject({ name: "Mine", colour: "blue" });
  });
});
