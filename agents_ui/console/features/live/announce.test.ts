import { toasts } from "@shared/ui/toasts";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { router } from "../../router";
import { row } from "../conversation/fixtures";
import { useConversations } from "../conversations/conversations";
import { sound } from "../preferences/preferences";
import { announce, announceAnswer } from "./announce";

const given = (id: string, name = "Mai") => announce(row({ id, customer: { id, name, email: null, locale: "vi" } }));
const texts = () => toasts.value.map((one) => one.text);

describe("the toast about assignments", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    sound.value = false;
    toasts.value = [];
    vi.spyOn(router, "push").mockResolvedValue(undefined);
  });

  it("names the customer of one conversation, and opens it", () => {
    given("a", "Mai");
    expect(texts()).toEqual(["Mai was assigned to you."]);
    toasts.value[0]!.action!.run();
    expect(router.push).toHaveBeenCalledWith({ name: "conversation", params: { id: "a" } });
  });

  it("is one for a whole backlog, and opens our own list", () => {
    useConversations().view = { tab: "all", status: "resolved" };
    for (const id of ["a", "b", "b", "c"]) given(id);
    expect(texts()).toEqual(["3 conversations were assigned to you."]);
    toasts.value[0]!.action!.run();
    expect(useConversations().view).toEqual({ tab: "mine", status: "open" });
    expect(router.push).toHaveBeenCalledWith({ name: "inbox" });
  });

  it("counts anew once the former one is gone", () => {
    given("a");
    given("b");
    toasts.value = [];
    given("c", "Lan");
    expect(texts()).toEqual(["Lan was assigned to you."]);
  });
});

describe("the toast about what we wanted to give to a colleague", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    toasts.value = [];
  });

  it.each([
    ["accepted", "An has taken over the conversation with Mai.", "plain"],
    ["declined", "An does not take the conversation with Mai.", "bad"],
    ["missed", "An did not answer in time about the conversation with Mai.", "bad"],
  ] as const)("says who has %s it", (outcome, text, tone) => {
    announceAnswer({ type: "given", conversation: row(), agent: { id: "an", name: "An" }, outcome });
    expect(toasts.value.map((one) => [one.text, one.tone])).toEqual([[text, tone]]);
  });
});
