import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";

import { ApiError } from "@shared/api";
import { api } from "../../api";
import { useSession } from "../session/session";
import { notice, row } from "./fixtures";
import MergeIntoDialog from "./MergeIntoDialog.vue";
import { mayMerge, standingMerges } from "./merging";

const SOURCE = row({ id: "s", number: 2, channel: "email", subject: "Again", version: 5 });
const TARGET = row({ id: "t", number: 1, channel: "email", subject: "Where is it?", version: 7 });
const PREVIEW = { source: SOURCE, target: TARGET, messages: 3, same_customer: true, people: ["cy@customer.example"], reopens: false };

function opened() {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: "/c/:id", name: "conversation", component: { template: "<p />" } }, { path: "/", component: { template: "<p />" } }],
  });
  const dialog = mount(MergeIntoDialog, { props: { row: SOURCE, open: true }, attachTo: document.body, global: { plugins: [router] } });
  return { dialog, router };
}

const press = async (text: string) => {
  [...document.querySelectorAll("button")].find((each) => each.textContent?.includes(text))!.click();
  await flushPromises();
};

describe("merging a conversation into another", () => {
  let shown = PREVIEW;
  let targets = { items: [TARGET], numbered: null as typeof TARGET | null };

  beforeEach(() => {
    setActivePinia(createPinia());
    vi.spyOn(useSession(), "may").mockReturnValue(true);
    [shown, targets] = [PREVIEW, { items: [TARGET], numbered: null }];
    vi.spyOn(api, "get").mockReset().mockImplementation(async (path: string) => (path.includes("preview") ? shown : targets));
    vi.spyOn(api, "send").mockReset().mockImplementation(async () => ({ merge: "m", conversation: TARGET }));
  });
  afterEach(() => (document.body.innerHTML = ""));

  it("shows what will happen before it does it, and then the one that is left", async () => {
    const { dialog, router } = opened();
    await flushPromises();
    expect(document.body.textContent).toContain("Where is it?");
    await press("Where is it?");
    expect(document.body.textContent).toContain("3 messages go over");
    expect(document.body.textContent).toContain("cy@customer.example");
    document.querySelector("form")!.dispatchEvent(new Event("submit"));
    await flushPromises();
    const body = { into: "t", version: 5, into_version: 7, other_customer: false };
    expect(api.send).toHaveBeenCalledWith("POST", "/conversations/s/merge", body);
    expect(router.currentRoute.value.params.id).toBe("t");
    expect(dialog.emitted("update:open")?.at(-1)).toEqual([false]);
  });

  it("warns where the other one is another customer's", async () => {
    targets = { items: [], numbered: TARGET };
    shown = { ...PREVIEW, same_customer: false };
    opened();
    await flushPromises();
    await press("Where is it?");
    expect(document.querySelector("[role=alert]")?.textContent).toContain("two customers");
    document.querySelector("form")!.dispatchEvent(new Event("submit"));
    await flushPromises();
    expect(vi.mocked(api.send).mock.calls[0]![2]).toMatchObject({ other_customer: true });
  });

  it("looks again where one of them has gone on meanwhile", async () => {
    vi.mocked(api.send).mockRejectedValueOnce(new ApiError(409, "changed_meanwhile", "Look again."));
    opened();
    await flushPromises();
    await press("Where is it?");
    shown = { ...PREVIEW, messages: 4 };
    document.querySelector("form")!.dispatchEvent(new Event("submit"));
    await flushPromises();
    expect(document.body.textContent).toContain("4 messages go over");
    expect(document.body.textContent).toContain("Look at it again.");
  });

  it("is offered for mails that were not merged already", () => {
    expect([mayMerge(SOURCE), mayMerge(row()), mayMerge({ ...SOURCE, merged_into: 1 })]).toEqual([true, false, false]);
  });

  it("can be undone until it was", () => {
    const merged = (merge: string) => notice(1, { kind: "ConversationsMerged", merge });
    const split = notice(2, { kind: "ConversationsSplit", merge: "a" });
    expect([...standingMerges([merged("a"), split, merged("b")])]).toEqual(["b"]);
  });
});
