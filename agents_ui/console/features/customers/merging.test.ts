import type { Duplicate, MergePreview } from "@shared/wire";
import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, expect, it, vi } from "vitest";

import { api } from "../../api";
import DuplicateHint from "./DuplicateHint.vue";
import MergeDialog from "./MergeDialog.vue";

const MAI = { id: "m", name: "Mai", named: true, email: "m@x.example", phone: null, locale: "vi", created_at: "2026-03-02T09:00:00Z", verified: false, blocked: false };
const DOUBLE = { customer: MAI, because: ["email"] } as Duplicate;

beforeEach(() => {
  document.body.innerHTML = "";
});

it("says of a possible double that nobody has verified it", () => {
  const hint = mount(DuplicateHint, { props: { duplicates: [DOUBLE] } });
  expect(hint.text()).toContain("Nobody has verified this");
});

it.each([
  [0, "Every browser goes on reading only", null],
  [1, "Every other browser goes on reading only", "1 browser signed in at the shop will read"],
])("says what browsers read after a merge: %i identified", async (readers, others, all) => {
  const preview = { target: MAI, source: { ...MAI, id: "s" }, conversations: 1, visits: 0, identities: [], fields: [], readers } as MergePreview;
  vi.spyOn(api, "get").mockResolvedValue(preview);
  const dialog = mount(MergeDialog, { props: { customer: MAI as never, duplicates: [DOUBLE], chosen: "s", open: false }, attachTo: document.body });
  await dialog.setProps({ open: true });
  await flushPromises();
  const said = document.body.textContent ?? "";
  expect(said).toContain(others);
  if (all) expect(said).toContain(all);
  dialog.unmount();
});
