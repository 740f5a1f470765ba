import { locale } from "@shared/i18n";
import type { ConversationRow } from "@shared/wire";
import { mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createRouter, createMemoryHistory } from "vue-router";

import { at, row } from "../conversation/fixtures";
import ConversationRowItem from "./ConversationRowItem.vue";

vi.mock("../live/now", async () => ({ now: (await import("vue")).ref(Date.parse("2026-11-20T09:00:00Z")) }));

const router = createRouter({
  history: createMemoryHistory(),
  routes: [{ path: "/c/:id", name: "conversation", component: { template: "<i />" } }],
});

describe("a row of the list", () => {
  beforeEach(() => {
    locale.value = "en";
    setActivePinia(createPinia());
  });

  const text = (part: Partial<ConversationRow>) =>
    mount(ConversationRowItem, {
      props: { row: row({ channel: "email", ...part }), selected: false, tabbable: true },
      global: { plugins: [router] },
    }).text();

  it("says how long there is until an answer is due, or how long it is overdue", () => {
    expect(text({ due_at: at(300), waiting_since: at(-1) })).toContain("5h left");
    expect(text({ due_at: at(-130) })).toContain("2h 10m overdue");
    expect(text({ due_at: at(-130), status: "resolved" })).not.toContain("overdue");
  });

  it("says how the last mail stands while it is not sent", () => {
    expect(text({ outgoing: "failed" })).toContain("Not sent");
    expect(text({ outgoing: "planned" })).toContain("Send later");
    expect(text({ outgoing: "sending" })).toContain("Being sent");
    expect(text({ outgoing: null })).not.toContain("sent");
  });

  it("says that files came with it", () => {
    expect(text({ has_files: true })).toContain("With files");
    expect(text({ has_files: false })).not.toContain("With files");
  });
});
