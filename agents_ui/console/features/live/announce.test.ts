import { toasts } from "@shared/ui/toasts";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { router } from "../../router";
import { row } from "../conversation/fixtures";
import { useConversations } from "../conversations/conversations";
import { sound } from "../preferences/preferences";
import { announce } from "./announce";

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
