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
