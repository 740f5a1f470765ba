import { locale } from "@shared/i18n";
import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nextTick } from "vue";

import { usePeople } from "../presence/people";
import { useSession } from "../session/session";
import { LAN, person, row } from "./fixtures";
import TransferDialog from "./TransferDialog.vue";
import TransferToQueue from "./TransferToQueue.vue";

const inPlace = { template: "<div><slot /></div>" };
const show = () =>
  mount(TransferDialog, {
    props: { row: row({ agent: LAN, owner: "agent" }), open: true },
    global: { stubs: { Dialog: inPlace } },
  });

describe("the dialog to transfer", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    usePeople().replace([person("lan", "Lan"), person("an", "An"), person("binh", "Bình")]);
  });

  it("offers every colleague but the owner", () => {
    expect(show().findAll(".name").map((name) => name.text())).toEqual(["An", "Bình"]);
  });

  it("drops whom the server no longer lists, also when already chosen", async () => {
    const dialog = show();
    await dialog.get("input[value=an]").setValue(true);
    expect(dialog.get("button[type=submit]").attributes("disabled")).toBeUndefined();
    usePeople().replace([person("lan", "Lan"), person("binh", "Bình")]);
    await nextTick();
    expect(dialog.findAll(".name").map((name) => name.text())).toEqual(["Bình"]);
    expect(dialog.get("button[type=submit]").attributes("disabled")).toBeDefined();
  });
});

describe("the transfer to a queue", () => {
  let asked: { method: string; body: unknown }[] = [];
  const queues = [
    { id: "general", name: "General", open: true, waiting: 2, note: false },
    { id: "returns", name: "Returns", open: false, waiting: 0, note: true },
  ];

  beforeEach(() => {
    locale.value = "en";
    setActivePinia(createPinia());
    asked = [];
    vi.stubGlobal("fetch", (_: string, init: RequestInit) => {
      if (init.method !== "GET") asked.push({ method: init.method!, body: JSON.parse(String(init.body)) });
      const answer = init.method === "GET" ? { queues } : row();
      return Promise.resolve(new Response(JSON.stringify(answer), { status: 200, headers: { "content-type": "application/json" } }));
    });
  });
  afterEach(() => void vi.unstubAllGlobals());

  async function form(owner = LAN) {
    useSession().me = { id: LAN.id, name: LAN.name } as ReturnType<typeof useSession>["me"];
    const found = mount(TransferToQueue, { props: { row: row({ agent: owner, owner: "agent" }) } });
    await flushPromises();
    return found;
  }

  it("names the queues, whether they are open and how many wait", async () => {
    const found = await form();
    expect(found.findAll(".row").map((each) => each.text())).toEqual(["GeneralOpen · 2 wait", "ReturnsClosed · 0 wait"]);
  });

  it("stays warm only where the owner wants to introduce the next agent", async () => {
    const found = await form();
    await found.get("input[value=general]").setValue(true);
    await found.get("input[type=checkbox]").setValue(true);
    await found.get("form").trigger("submit");
    await flushPromises();
    expect(asked).toEqual([{ method: "POST", body: { queue: "general", note: null, warm: true, instead_of: LAN.id } }]);
    expect(found.emitted("close")).toHaveLength(1);
    const others = await form({ id: "minh", name: "Minh" });
    expect(others.find("input[type=checkbox]").exists()).toBe(false);
  });

  it("wants a note where the queue does", async () => {
    const found = await form();
    await found.get("input[value=returns]").setValue(true);
    await found.get("form").trigger("submit");
    expect([asked, found.text()]).toEqual([[], expect.stringContaining("This queue wants a note.")]);
  });
});
