import { mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it } from "vitest";
import { nextTick } from "vue";

import { LAN, person } from "../conversation/fixtures";
import { useLive } from "../live/live";
import { usePeople } from "./people";
import PresenceMenu from "./PresenceMenu.vue";

describe("the control of one's presence", () => {
  beforeEach(() => setActivePinia(createPinia()));

  it("shows the presence as a word, and the reason in its name", async () => {
    const live = useLive();
    live.state = "open";
    live.holds("available", null);
    const control = mount(PresenceMenu).get("button");
    expect([control.text(), control.attributes("title")]).toEqual(["Available", "Presence: Available"]);
    live.holds("away", "lunch");
    await nextTick();
    expect([control.text(), control.attributes("aria-label")]).toEqual(["Away", "Presence: Away: lunch"]);
  });

  it("says offline while the line is down", () => {
    useLive().holds("available", null);
    expect(mount(PresenceMenu).get("button").text()).toBe("Offline");
  });

  it("shows what is in hand, and that only one channel is taken", async () => {
    const live = useLive();
    live.state = "open";
    live.me = LAN;
    live.holds("available", null);
    const control = mount(PresenceMenu).get("button");
    const channels = [{ channel: "webchat", items: 1, limit: 4, room: true }, { channel: "email", items: 0, limit: 10, room: true }];
    usePeople().replace([person("lan", "Lan", { units: 25, only: ["webchat"], channels })]);
    await nextTick();
    expect(control.attributes("title")).toBe("Presence: Available: Chat only. 25 of 100 units in use");
    expect(control.get(".used span").attributes("style")).toBe("width: 25%;");
  });

  it("says that a contact is being wrapped up", () => {
    const live = useLive();
    live.state = "open";
    live.me = LAN;
    live.holds("available", null);
    usePeople().replace([person("lan", "Lan", { wrapping: true })]);
    expect(mount(PresenceMenu).get("button").text()).toBe("Wrap-up");
  });
});
