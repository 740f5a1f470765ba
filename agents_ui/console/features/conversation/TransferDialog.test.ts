import { locale } from "@shared/i18n";
import { toasts } from "@shared/ui/toasts";
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

describe("the transfer to an agent", () => {
  let asked: unknown[] = [];
  const full = { channels: [{ channel: "webchat", items: 4, limit: 4, room: false }], units: 100 };

  beforeEach(() => {
    locale.value = "en";
    setActivePinia(createPinia());
    toasts.value = [];
    asked = [];
    usePeople().replace([
      person("an", "An", full),
      person("binh", "Bình"),
      person("chi", "Chi", { presence: "away", reason: "lunch" }),
    ]);
    vi.stubGlobal("fetch", (_: string, init: RequestInit) => {
      const body = JSON.parse(String(init.body)) as { agent: string; over_capacity: boolean };
      asked.push(body);
      const agent = body.over_capacity ? { id: body.agent, name: "An" } : LAN;
      const answer = JSON.stringify(row({ agent, owner: "agent" }));
      return Promise.resolve(new Response(answer, { status: 200, headers: { "content-type": "application/json" } }));
    });
  });
  afterEach(() => void vi.unstubAllGlobals());

  function form(...scopes: string[]) {
    useSession().me = { id: LAN.id, name: LAN.name, scopes } as unknown as ReturnType<typeof useSession>["me"];
    return show();
  }

  it("says how full who is, first who can take it, and lets nobody else be chosen", () => {
    const found = form();
    expect(found.findAll(".row").map((each) => each.text())).toEqual([
      "BìnhAvailable · 0 of 100 units",
      "AnAvailable · No room",
      "ChiAway: lunch",
    ]);
    expect(found.findAll("input[type=radio]").map((each) => "disabled" in each.attributes())).toEqual([false, true, true]);
  });

  it("says that the colleague is asked", async () => {
    const found = form();
    await found.get("input[value=binh]").setValue(true);
    await found.get("form").trigger("submit");
    await flushPromises();
    expect(asked).toEqual([{ agent: "binh", note: null, instead_of: LAN.id, over_capacity: false }]);
    expect(toasts.value.map((one) => one.text)).toEqual(["Bình is being asked. Until the answer the conversation stays where it is."]);
  });

  it("lets supervisors give it all the same, when they say so", async () => {
    const found = form("queues:act");
    await found.get("input[value=an]").setValue(true);
    expect(found.get("button[type=submit]").attributes("disabled")).toBeDefined();
    await found.get("input[type=checkbox]").setValue(true);
    await found.get("form").trigger("submit");
    await flushPromises();
    expect(asked).toEqual([{ agent: "an", note: null, instead_of: LAN.id, over_capacity: true }]);
    expect(toasts.value.map((one) => one.text)).toEqual(["An has the conversation now."]);
  });

  it("drops whom it fills up meanwhile", async () => {
    const found = form();
    await found.get("input[value=binh]").setValue(true);
    usePeople().replace([person("binh", "Bình", full)]);
    await nextTick();
    expect(found.get("button[type=submit]").attributes("disabled")).toBeDefined();
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
