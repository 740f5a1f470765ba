import { locale } from "@shared/i18n";
import type { PreviewAnswer, QueueSettings } from "@shared/wire";
import { enableAutoUnmount, flushPromises, mount } from "@vue/test-utils";
import { TooltipProvider } from "reka-ui";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defineComponent, h, reactive } from "vue";

import QueuePreview from "./QueuePreview.vue";

const SETTINGS = { channels: ["webchat", "email"], steps: [{ seconds: 45, alternatives: [] }, { seconds: null, alternatives: [] }], offer_seconds: 20 };
const HA = { agent: "a1", name: "Hà", reason: null, ring: 0, tier: 0, units: 50, total: 100 };
const LAN = { agent: "a2", name: "Lan", reason: "absent", ring: 0, tier: 0, units: 0, total: 100 };

let asked: { settings: QueueSettings; channel: string; waited: number }[];
let answer: PreviewAnswer | null;

function open() {
  const props = reactive({ id: "q1", settings: structuredClone(SETTINGS) as unknown as QueueSettings, skills: [], ready: true, unsavedMembers: false });
  const Page = defineComponent(() => () => h(TooltipProvider, () => h(QueuePreview, props)));
  return { page: mount(Page), props };
}

/** Past the moment that it waits after a change. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(400);
  await flushPromises();
}

enableAutoUnmount(afterEach);

describe("the preview beside a queue's settings", () => {
  beforeEach(() => {
    locale.value = "en";
    asked = [];
    answer = { chosen: ["a1"], decided_by: null, step: 0, agents: [HA, LAN] };
    vi.useFakeTimers();
    vi.stubGlobal("fetch", (_: string, request: RequestInit) => {
      asked.push(JSON.parse(String(request.body)) as (typeof asked)[number]);
      return Promise.resolve(answer ? Response.json(answer) : Response.json({ code: "storage_busy" }, { status: 503 }));
    });
  });
  afterEach(() => vi.useRealTimers());

  it("says who gets it, with what is in hand, and why not the others", async () => {
    const { page } = open();
    expect(page.text()).toContain("Working it out…");
    await settle();
    expect(page.text()).toContain("Hà gets it");
    expect(page.text()).toContain("away or signed out");
    expect(page.get("[role=img]").attributes("aria-label")).toBe("50 of 100 units in use");
  });

  it("asks anew with settings that are not saved, once they are left alone", async () => {
    const { props } = open();
    await settle();
    props.settings.offer_seconds = 30;
    await vi.advanceTimersByTimeAsync(100);
    props.settings.offer_seconds = 35;
    await settle();
    expect(asked.map(({ settings }) => settings.offer_seconds)).toEqual([20, 35]);
  });

  it("does not ask while something cannot be saved, and says so", async () => {
    const { page, props } = open();
    await settle();
    props.ready = false;
    props.settings.offer_seconds = Number.NaN;
    await settle();
    expect(asked).toHaveLength(1);
    expect(page.text()).toContain("Complete what cannot be saved yet");
    expect(page.text()).not.toContain("Hà gets it");
  });

  it("offers the times at which a step begins, and keeps to a channel that the queue takes", async () => {
    const { page, props } = open();
    await settle();
    const [channels, waits] = page.findAll("select");
    expect(waits!.findAll("option").map((option) => option.text())).toContain("45 sec");
    expect(channels!.findAll("option")).toHaveLength(2);
    props.settings.channels = ["email"];
    await settle();
    expect(asked.at(-1)!.channel).toBe("email");
  });

  it("says what went wrong, and can be asked again", async () => {
    answer = null;
    const { page } = open();
    await settle();
    expect(page.text()).toContain("The server is very busy.");
    answer = { chosen: [], decided_by: null, step: 0, agents: [] };
    await page.get("button[aria-label='Ask again']").trigger("click");
    await settle();
    expect(page.text()).toContain("This queue has no members yet");
  });
});
