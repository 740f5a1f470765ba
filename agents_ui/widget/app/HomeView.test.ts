import { locale } from "@shared/i18n/index";
import { mount } from "@vue/test-utils";
import { beforeEach, expect, it } from "vitest";
import { nextTick, shallowRef } from "vue";

import type { OwnConversation } from "./frames";
import HomeView from "./HomeView.vue";
import type { Session } from "./session";
import { emptyChat } from "./state";

const LINE: OwnConversation = {
  id: "c1",
  status: "open",
  agent: null,
  preview: "hello",
  last_message_at: "2026-05-04T09:00:00Z",
  unread: false,
};

beforeEach(() => {
  locale.value = "vi";
});

it("calls whoever has not answered yet as the brand is called in the visitor's language", async () => {
  const inbox = { name: "Shop", title: { en: "Sương Ceramics", vi: "Gốm Sương" } };
  const session = { boot: { inbox }, chat: shallowRef({ ...emptyChat(), own: [LINE] }), list: () => undefined };
  const view = mount(HomeView, { props: { session: session as unknown as Session } });
  expect(view.get(".who").text()).toBe("Gốm Sương");
  locale.value = "en";
  await nextTick();
  expect(view.get(".who").text()).toBe("Sương Ceramics");
});
