import { locale } from "@shared/i18n";
import type { SkillView, Step } from "@shared/wire";
import { enableAutoUnmount, flushPromises, mount } from "@vue/test-utils";
import { TooltipProvider } from "reka-ui";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defineComponent, h, ref } from "vue";

import type { QueueDraft } from "./draft";
import QueueSteps from "./QueueSteps.vue";

const SKILLS: SkillView[] = [
  { id: "r", name: "Returns", agents: 2, version: 1 },
  { id: "w", name: "Warranty", agents: 1, version: 1 },
];
const STEPS: Step[] = [
  { seconds: 30, alternatives: [[{ skill: "r", level: 3 }]] },
  { seconds: 90, alternatives: [[{ skill: "w", level: 1 }]] },
  { seconds: null, alternatives: [] },
];

function open() {
  const draft = ref({ settings: { steps: structuredClone(STEPS), answer: "offer", offer_seconds: 20 } } as unknown as QueueDraft);
  const Page = defineComponent(() => () =>
    h(TooltipProvider, () => h(QueueSteps, { modelValue: draft.value, skills: SKILLS, members: [], fault: () => null })),
  );
  const page = mount(Page, { attachTo: document.body });
  return { page, draft, steps: () => draft.value.settings.steps };
}

enableAutoUnmount(afterEach);

describe("skill steps", () => {
  beforeEach(() => (locale.value = "en"));

  it("read as a line of time", () => {
    const { page } = open();
    const line = page.get("ol[aria-label]").findAll("li").map((each) => each.text());
    expect(line).toEqual(["0 – 30 secReturns 3 or better", "30 sec – 2 minalso Warranty", "from 2 minEverybody in the queue"]);
  });

  it("are moved by the keyboard, and the focus goes along", async () => {
    const { page, steps } = open();
    const down = page.get<HTMLButtonElement>("button[aria-label='Move Step 1 down']");
    down.element.focus();
    await down.trigger("keydown", { key: "ArrowDown", altKey: true });
    await flushPromises();
    expect(steps().map((step) => step.alternatives?.[0]?.[0]?.skill)).toEqual(["w", "r", undefined]);
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Move Step 2 down");
    expect(page.get("[role=status]").text()).toBe("Step 1 is now number 2.");
  });

  it("are added before the last, ready to be filled in", async () => {
    const { page, steps } = open();
    await page.findAll("button").at(-1)!.trigger("click");
    await flushPromises();
    expect(steps()).toHaveLength(4);
    expect(steps()[2]).toEqual({ seconds: 30, alternatives: [[]] });
    expect(document.activeElement?.tagName).toBe("SELECT");
  });

  it("say beside the step what is odd about it", async () => {
    const { page, draft } = open();
    draft.value.settings.offer_seconds = 60;
    await flushPromises();
    expect(page.findAll("li.step")[0]!.text()).toContain("shorter than an offer lasts");
    expect(page.findAll("li.step")[1]!.text()).not.toContain("shorter than an offer lasts");
  });
});
