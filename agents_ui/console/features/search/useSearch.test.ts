import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { effectScope, nextTick, ref } from "vue";

import { api } from "../../api";
import { useSearch } from "./useSearch";

const get = vi.fn<typeof api.get>();

describe("the search", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    get.mockReset();
    vi.spyOn(api, "get").mockImplementation(get as typeof api.get);
  });
  afterEach(() => vi.useRealTimers());

  async function settled(): Promise<void> {
    await vi.advanceTimersByTimeAsync(1000);
  }

  it("asks once for what was typed last", async () => {
    get.mockResolvedValue({ items: ["hit"], next: null });
    const words = ref("");
    const search = effectScope().run(() => useSearch<string>("/search", words, () => ({ inbox: null })))!;
    for (const text of ["h", "ho", "hoan "]) {
      words.value = text;
      await nextTick();
    }
    expect(search.searching.value).toBe(true);
    await settled();
    expect(get).toHaveBeenCalledTimes(1);
    expect(get.mock.calls[0]![1]).toMatchObject({ q: "hoan", after: null });
    expect(search.hits.value).toEqual(["hit"]);
    expect(search.searching.value).toBe(false);
  });

  it("adds the next page to what is there", async () => {
    get.mockResolvedValueOnce({ items: ["a"], next: "x" }).mockResolvedValueOnce({ items: ["b"], next: null });
    const search = effectScope().run(() => useSearch<string>("/search", ref("an"), () => ({})))!;
    await settled();
    await search.more();
    expect(search.hits.value).toEqual(["a", "b"]);
    expect(search.next.value).toBeNull();
  });

  it("forgets everything where nothing is typed any more", async () => {
    get.mockResolvedValue({ items: ["a"], next: null });
    const words = ref("an");
    const search = effectScope().run(() => useSearch<string>("/search", words, () => ({})))!;
    await settled();
    words.value = "  ";
    await nextTick();
    expect(search.hits.value).toBeNull();
  });
});
