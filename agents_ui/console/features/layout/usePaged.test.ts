import { ApiError } from "@shared/api";
import { flushPromises, mount } from "@vue/test-utils";
import { expect, it, vi } from "vitest";
import { defineComponent, h, ref } from "vue";

import { api } from "../../api";
import { usePaged, type Paged } from "./usePaged";

it("of two readings the one that was asked for later counts, whichever is answered first", async () => {
  const answers = new Map<string, (page: { items: string[]; next: null }) => void>();
  vi.spyOn(api, "get").mockImplementation((_, query) => new Promise((resolve) => answers.set(String(query?.words), resolve as never)));
  const words = ref("a");
  let list!: Paged<string>;
  mount(defineComponent(() => ((list = usePaged<string>("/things", () => ({ words: words.value }))), () => h("p"))));
  words.value = "ab";
  void list.first();
  answers.get("ab")!({ items: ["of ab"], next: null });
  await flushPromises();
  answers.get("a")!({ items: ["of a"], next: null });
  await flushPromises();
  expect(list.items.value).toEqual(["of ab"]);
  expect(list.loading.value).toBe(false);
});

it("is read again unseen: what comes is shown, a failure changes nothing, and what was asked for meanwhile counts", async () => {
  const get = vi.spyOn(api, "get").mockResolvedValue({ items: ["connecting"], next: null });
  let list!: Paged<string>;
  mount(defineComponent(() => ((list = usePaged<string>("/things")), () => h("p"))));
  await flushPromises();
  get.mockResolvedValue({ items: ["connected"], next: null });
  const reading = list.again();
  expect(list.loading.value).toBe(false);
  await reading;
  expect(list.items.value).toEqual(["connected"]);
  get.mockRejectedValue(new ApiError(503, "away", "The server is away."));
  await list.again();
  expect([list.items.value, list.error.value]).toEqual([["connected"], null]);
  let late!: (page: object) => void;
  get.mockImplementationOnce(() => new Promise((resolve) => (late = resolve as never)));
  const overtaken = list.again();
  get.mockResolvedValue({ items: ["changed"], next: null });
  await list.first();
  late({ items: ["connected"], next: null });
  await overtaken;
  expect(list.items.value).toEqual(["changed"]);
});

it("is read again as far as it is shown", async () => {
  const get = vi.spyOn(api, "get").mockResolvedValue({ items: Array.from({ length: 60 }, String), next: null });
  let list!: Paged<string>;
  mount(defineComponent(() => ((list = usePaged<string>("/things", { state: "open" })), () => h("p"))));
  await flushPromises();
  await list.again();
  expect(get).toHaveBeenLastCalledWith("/things", { state: "open", limit: 200 });
});
