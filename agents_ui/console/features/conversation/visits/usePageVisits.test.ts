import { flushPromises } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { effectScope, nextTick } from "vue";

import { api } from "../../../api";
import { useJourneys, type Journey, type SeenPage } from "../../context/journey";
import { row } from "../fixtures";
import { emptyThread } from "../thread";
import { useThreads } from "../threads";
import { showVisits, useHasVisits, usePageVisits } from "./usePageVisits";

const page = (name: string, ago: number): SeenPage => ({
  url: `https://shop.example/${name}`,
  title: name,
  referrer: null,
  search: null,
  at: new Date(Date.now() - ago).toISOString(),
  seconds: 0,
});
const journey = (pages: SeenPage[]) => ({ consented: true, here: true, pages }) as Journey;

describe("the pages between the lines", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    showVisits.value = false;
    const answers = (path: string) => (path.endsWith("journey") ? journey([]) : { pages: [page("led", 90_000)] });
    vi.spyOn(api, "get").mockReset().mockImplementation(async (path: string) => answers(path) as never);
  });

  it("are read once with the conversation, shown when wanted, and come on as the customer goes on", async () => {
    const scope = effectScope();
    await scope.run(async () => {
      const begun = row({ created_at: new Date(Date.now() - 60_000).toISOString() });
      const has = useHasVisits(() => begun);
      useThreads().open("c");
      void useJourneys().load("c"); // as the panel beside it does
      const { pages, here } = usePageVisits(() => begun, () => emptyThread("c"));
      await flushPromises();
      expect(api.get).toHaveBeenCalledTimes(2);
      expect(has.value).toBe(true);
      expect(pages.value).toEqual([]);
      showVisits.value = true;
      expect(pages.value.map((one) => one.title)).toEqual(["led"]);
      const newest = page("cart", 1_000);
      useJourneys().receive({ type: "journey", conversation: "c", journey: journey([newest]) });
      expect(pages.value.map((one) => one.title)).toEqual(["led", "cart"]);
      expect(here.value).toContain("/cart");
      await nextTick();
      expect(localStorage.getItem("contact-center:page-visits")).toBe("true");
    });
    scope.stop();
  });
});
