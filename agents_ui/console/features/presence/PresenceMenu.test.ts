import { mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it } from "vitest";
import { nextTick } from "vue";

import { useLive } from "../live/live";
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
});
