import { locale } from "@shared/i18n";
import { mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";

import { queue, START, waits } from "./fixtures";
import QueueCard from "./QueueCard.vue";

const show = (part = {}, shown: "waiting" | null = null) =>
  mount(QueueCard, {
    props: { queue: queue("General", part), time: START, shown, staffShown: null },
    global: { stubs: { RouterLink: { props: ["to"], template: "<a :href='to.params.id'><slot /></a>" } } },
  });

/** A button whose number and words are these. */
const named = (name: string) => (button: { text(): string }) => button.text().replace(/\s+/g, " ") === name;

describe("the card of a queue", () => {
  beforeEach(() => (locale.value = "en"));

  it("says what is wrong in words, beside an icon", () => {
    const mark = show(waits(90)).get(".mark");
    expect(mark.text()).toBe("Past the promise");
    expect(mark.find("svg").exists()).toBe(true);
  });

  it("names the customer who has waited the longest, and leads to the conversation", () => {
    const card = show(waits(90));
    expect(card.get(".waits strong").text()).toBe("1m");
    expect([card.get("a").text(), card.get("a").attributes("href")]).toEqual(["Lan Anh", "c1"]);
  });

  it.each([
    [null, "Too few answers to tell"],
    [0, "None: somebody is free"],
    [125, "about 2m"],
  ])("tells an expected wait of %s seconds", (expected_wait, text) => {
    expect(show({ expected_wait }).findAll(".waits dd")[1]!.text()).toBe(text);
  });

  it("tells no wait where nobody is available", () => {
    const staff = { available: 0, away: 1, offline: 0, with_room: 0, free: 0 };
    expect(show({ expected_wait: 125, staff }).findAll(".waits dd")[1]!.text()).toBe("Nobody is available");
  });

  it("opens what a number counts", async () => {
    const card = show({ ...waits(1), waiting: 3 });
    const count = card.findAll("button").find(named("3 Waiting"))!;
    expect(count.attributes("aria-expanded")).toBe("false");
    await count.trigger("click");
    expect(card.emitted("choose")).toEqual([["waiting"]]);
    expect(show({}, "waiting").get("button").attributes("aria-expanded")).toBe("true");
  });

  it("leads from a number of agents to who they are", async () => {
    const card = show({ staff: { available: 2, away: 1, offline: 0, with_room: 2, free: 75 } });
    await card.findAll("button").find(named("1 Away"))!.trigger("click");
    expect(card.emitted("staff")).toEqual([["away"]]);
    expect(named("75 Free units")(card.get(".free"))).toBe(true);
  });

  it("shows the service level with its formula", () => {
    const today = { ...queue("x").today, answered: 9, in_time: 8, abandoned: 1, service_level: 80 };
    const level = show({ today }).get(".level");
    expect(level.get("summary").text()).toContain("80%");
    expect(level.get(".formula").text()).toBe(
      "Answered within 1m ÷ (answered + abandoned after more than 5 s) = 8 ÷ (9 + 1)",
    );
    expect(show().get(".level").text()).toBe("Answered in time: None yet");
    expect(show({ promise: null }).get(".level").text()).toBe("No promise is set");
  });
});
