import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { defineComponent, ref } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";

import { toasts } from "@shared/ui/toasts";
import { api } from "../../api";
import { row } from "./fixtures";
import { mergedToast } from "./merging";
import { useSurvivor } from "./useSurvivor";

const SOURCE = row({ id: "s", number: 2, channel: "email" });
const TARGET = row({ id: "t", number: 1, channel: "email" });

function looking() {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: "/c/:id", name: "conversation", component: { template: "<p />" } }, { path: "/", component: { template: "<p />" } }],
  });
  const seen = ref(SOURCE);
  const pane = defineComponent({ setup: () => useSurvivor(() => seen.value), template: "<p />" });
  mount(pane, { global: { plugins: [router] } });
  return { seen, router };
}

describe("a conversation that was merged", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    toasts.value = [];
    vi.spyOn(api, "get").mockReset().mockResolvedValue(TARGET);
  });

  it("leads whoever looks at it to the one that has everything", async () => {
    const { seen, router } = looking();
    seen.value = { ...SOURCE, merged_into: 1 };
    await flushPromises();
    expect(toasts.value.map((each) => each.text)).toEqual(["#2 was merged into #1"]);
    expect(router.currentRoute.value.params.id).toBe("t");
  });

  it("is told once to whoever has merged it", async () => {
    const { seen } = looking();
    seen.value = { ...SOURCE, merged_into: 1 };
    await flushPromises();
    mergedToast(SOURCE, TARGET);
    expect(toasts.value.map((each) => each.text)).toEqual(["#2 is a part of #1 now"]);
  });
});
