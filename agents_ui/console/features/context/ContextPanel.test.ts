import { mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it } from "vitest";

import { LAN, row } from "../conversation/fixtures";
import ContextPanel from "./ContextPanel.vue";

const global = { stubs: { BotSection: true, IconButton: true, JourneySection: true, CustomerCard: true } };
const show = (part: Parameters<typeof row>[0]) => mount(ContextPanel, { props: { row: row(part) }, global }).text();

describe("the owner in the details", () => {
  beforeEach(() => setActivePinia(createPinia()));

  it("is named while somebody looks after the conversation, and nobody else", () => {
    expect(show({ agent: LAN })).toContain("OwnerLan");
    expect(show({})).toContain("OwnerUnassigned");
  });

  it("is called the last one once the conversation is resolved, if there was one", () => {
    expect(show({ status: "resolved", agent: LAN })).toContain("Last ownerLan");
    expect(show({ status: "resolved" })).not.toMatch(/owner/i);
  });
});
