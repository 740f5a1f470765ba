import { locale } from "@shared/i18n";
import type { Capacity } from "@shared/wire";
import { mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";
import { defineComponent, h, ref } from "vue";

import CapacityEditor from "./CapacityEditor.vue";

const USUAL: Capacity = {
  total: 100,
  idle_cost: 5,
  channels: [
    { channel: "webchat", cap: 4, cost: 25 },
    { channel: "email", cap: 10, cost: 10 },
    { channel: "voice", cap: 0, cost: 100 },
  ],
};

function open() {
  const capacity = ref(structuredClone(USUAL));
  const Page = defineComponent(
    () => () => h(CapacityEditor, { modelValue: capacity.value, "onUpdate:modelValue": (changed: Capacity) => (capacity.value = changed) }),
  );
  const page = mount(Page);
  const channel = (name: string) => capacity.value.channels.find((each) => each.channel === name);
  const row = (n: number) => page.findAll("li")[n]!;
  return { page, capacity, channel, row, said: () => page.get("[role=status]").text() };
}

describe("an agent's own limits", () => {
  beforeEach(() => (locale.value = "en"));

  it("are said in words as they are changed", async () => {
    const { row, said, channel } = open();
    expect(said()).toBe("4 chats, or 2 chats with 5 e-mails");
    await row(0).findAll("input")[1]!.setValue("2");
    expect([channel("webchat")?.cap, said()]).toEqual([2, "2 chats, or 1 chat with 7 e-mails"]);
  });

  it("turn a channel off and on", async () => {
    const { row, channel, said } = open();
    expect(row(2).text()).toContain("Gets none");
    await row(2).get("input[type=checkbox]").setValue(true);
    expect(channel("voice")).toEqual({ channel: "voice", cap: 1, cost: 100 });
    expect(said()).toContain("1 call");
    await row(0).get("input[type=checkbox]").setValue(false);
    expect(channel("webchat")?.cap).toBe(0);
  });

  it("say how many fit where the units allow fewer than the cap", async () => {
    const { row } = open();
    await row(0).findAll("input")[1]!.setValue("8");
    expect(row(0).text()).toContain("4 fit");
  });

  it("keep what is no number on the screen, with what is wrong beside it", async () => {
    const { page, row, said } = open();
    await row(0).findAll("input")[2]!.setValue("many");
    expect(row(0).findAll("input")[2]!.element.value).toBe("many");
    expect(page.text()).toContain("Give a whole number from 0 to 1,000.");
    expect(said()).toBe("Cannot be saved yet: something here is not right.");
  });
});
