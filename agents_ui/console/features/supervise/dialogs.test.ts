import { locale } from "@shared/i18n";
import { toasts } from "@shared/ui/toasts";
import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import AssignDialog from "./AssignDialog.vue";
import AwayDialog from "./AwayDialog.vue";
import { agent, item, live, queue } from "./fixtures";
import { choices } from "./itemChoices";
import { useLiveQueues } from "./liveQueues";
import MoveDialog from "./MoveDialog.vue";

const global = { stubs: { Dialog: { template: "<div><slot /></div>" } } };
let asked: { url: string; body: unknown }[] = [];
let answers: Response[] = [];

const refusal = (code: string) =>
  new Response(JSON.stringify({ status: 409, code, detail: code, title: code }), {
    status: 409,
    headers: { "content-type": "application/problem+json" },
  });

beforeEach(() => {
  locale.value = "en";
  setActivePinia(createPinia());
  asked = [];
  answers = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    asked.push({ url: new URL(url, "http://x").pathname, body: JSON.parse(String(init.body)) });
    return Promise.resolve(answers.shift() ?? new Response("{}", { status: 200, headers: { "content-type": "application/json" } }));
  });
});
afterEach(() => void vi.unstubAllGlobals());

const SEEN = { queue: "general", agent: null, priority: 0 };

describe("the dialog to move an item", () => {
  const show = () =>
    mount(MoveDialog, {
      props: { open: true, item: item(), queues: [queue("General"), queue("Returns", { transfer_note: true }), queue("Billing")] },
      global,
    });

  it("offers every other queue, and sends how the item looked", async () => {
    const dialog = show();
    expect(dialog.findAll(".name").map((each) => each.text())).toEqual(["Returns", "Billing"]);
    await dialog.get("input[value=billing]").setValue(true);
    await dialog.get("form").trigger("submit");
    await flushPromises();
    expect(asked).toEqual([{ url: "/api/v1/work-items/item/move", body: { queue: "billing", note: null, seen: SEEN } }]);
    expect(dialog.emitted("done")).toHaveLength(1);
  });

  it("says what else one can do where there is no other queue, and asks for nothing", () => {
    const dialog = mount(MoveDialog, { props: { open: true, item: item(), queues: [queue("General")] }, global });
    expect(dialog.text()).toContain("There is no other queue.");
    expect(dialog.text()).toContain("Assign the conversation to an agent");
    expect(dialog.find("form, textarea").exists()).toBe(false);
  });

  it("wants a note where the queue does", async () => {
    const dialog = show();
    await dialog.get("input[value=returns]").setValue(true);
    await dialog.get("form").trigger("submit");
    expect([asked, dialog.text()]).toEqual([[], expect.stringContaining("This queue wants a note.")]);
    await dialog.get("textarea").setValue(" cracked ");
    await dialog.get("form").trigger("submit");
    await flushPromises();
    expect(asked[0]!.body).toEqual({ queue: "returns", note: "cracked", seen: SEEN });
  });

  it("tells the second of two supervisors what the first has done", async () => {
    const dialog = show();
    answers = [refusal("moved_meanwhile")];
    await dialog.get("input[value=billing]").setValue(true);
    await dialog.get("form").trigger("submit");
    await flushPromises();
    expect(dialog.get("[role=alert]").text()).toBe("Somebody was faster: it has been moved to another queue.");
    expect(dialog.emitted("done")).toBeUndefined();
  });
});

describe("the dialog to assign an item", () => {
  it("gives it over capacity only where there is no room and somebody insists", async () => {
    useLiveQueues().receive(live([], [agent("Full", { used: 100, free: 0 }), agent("Free"), agent("Off", { presence: "offline" })]));
    const dialog = mount(AssignDialog, { props: { open: true, item: item() }, global });
    expect(dialog.findAll(".name").map((each) => each.text().split(" ")[0])).toEqual(["Free", "Full"]);
    answers = [refusal("agent_full")];
    await dialog.get("input[value=full]").setValue(true);
    await dialog.get("form").trigger("submit");
    await flushPromises();
    expect(dialog.get("button[type=submit]").attributes("disabled")).toBeDefined();
    await dialog.get("input[type=checkbox]").setValue(true);
    await dialog.get("form").trigger("submit");
    await flushPromises();
    expect(asked.map((each) => each.body)).toEqual([
      { agent: "full", over_capacity: false, seen: SEEN },
      { agent: "full", over_capacity: true, seen: SEEN },
    ]);
    expect(dialog.emitted("done")).toHaveLength(1);
  });
});

describe("the dialog to set somebody away", () => {
  it("sends the reason and says so", async () => {
    const dialog = mount(AwayDialog, { props: { open: true, agent: agent("Lan") }, global });
    await dialog.get("select").setValue("training");
    await dialog.get("form").trigger("submit");
    await flushPromises();
    expect(asked).toEqual([{ url: "/api/v1/staff/lan/away", body: { reason: "training" } }]);
    expect(toasts.value.at(-1)?.text).toBe("Lan is away now");
  });
});

describe("what can be done with an item", () => {
  const offered = (part = {}, acts = true) => choices(item(part), acts).map((each) => each.value);
  const LAN = { id: "lan", name: "Lan" };

  it("depends on where it stands", () => {
    expect(offered()).toEqual(["open", "why", "assign", "move", "raise"]);
    expect(offered({ priority: 9 })).toEqual(["open", "why", "assign", "move", "lower"]);
    expect(offered({ state: "active", agent: LAN })).toEqual(["open", "why", "assign", "move", "take-back"]);
    expect(offered({ state: "done", agent: LAN })).toEqual(["open", "why"]);
  });

  it("is to look alone without the permission", () => expect(offered({}, false)).toEqual(["open", "why"]));
});
