import { ApiError } from "@shared/api";
import { enableAutoUnmount, flushPromises, mount } from "@vue/test-utils";
import { TooltipProvider } from "reka-ui";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { h } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";

import { api } from "../../../api";
import { useThreads } from "../../conversation/threads";
import { useConversations } from "../../conversations/conversations";
import { settings } from "../../preferences/settings";
import NewMailPane from "./NewMailPane.vue";
import { useNewMails } from "./newMails";

const SENDERS = ["Support", "Sales"].map((name) => ({
  inbox: name.toLowerCase(),
  name,
  address: `${name.toLowerCase()}@shop.example`,
  signatures: { en: `The **${name}** team`, vi: `Nhóm ${name}` },
}));
const BEGUN = { conversation: { id: "c9" }, message: { id: "m1", mail: { may_take_back: true } } };

async function open(path = "/new", senders = SENDERS) {
  vi.spyOn(api, "get").mockImplementation(async (asked: string) => (asked === "/mail-senders" ? { senders } : { items: [], next: null }) as never);
  const page = { template: "<i />" };
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: "/", name: "inbox", component: page },
      { path: "/new", name: "new-mail", component: page },
      { path: "/boxes", name: "mailboxes", component: page },
      { path: "/c/:id", name: "conversation", component: page },
    ],
  });
  await router.push(path);
  const pane = mount(() => h(TooltipProvider, () => h(NewMailPane)), { global: { plugins: [router] }, attachTo: document.body });
  await flushPromises();
  return { pane, router };
}

// What is preferred holds at once; it would be saved when these tests are over.
vi.mock("../../preferences/settings", async (load) => {
  const real = await load<typeof import("../../preferences/settings")>();
  return { ...real, prefer: (part: object) => Object.assign(real.settings, part) };
});

enableAutoUnmount(afterEach);

describe("a new mail", () => {
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
    Object.assign(settings, { new_mail_inbox: null });
    setActivePinia(createPinia());
    vi.restoreAllMocks();
  });

  it("is sent from the chosen mailbox, can be undone, and leads to the conversation that it began", async () => {
    const { pane, router } = await open("/new?to=ann@customer.example&name=Ann");
    const send = vi.spyOn(api, "send").mockResolvedValue(BEGUN);
    const leaving = vi.spyOn(useThreads(), "leaving").mockReturnValue();
    expect(pane.find(".chip").text()).toBe("Ann ann@customer.example");
    expect(router.currentRoute.value.fullPath).toBe("/new");
    await pane.get("select").setValue("sales");
    expect(pane.get(".signature").text()).toContain("The Sales team");
    await pane.get(".subject input").setValue("Bowl");
    await pane.get("textarea").setValue("Here it is.");
    await pane.get("form").trigger("submit");
    await flushPromises();
    const [method, path, body, key] = send.mock.calls[0]!;
    expect([method, path, (body as { client_id: string }).client_id]).toEqual(["POST", "/conversations", key]);
    expect(body).toMatchObject({ inbox: "sales", body: "Here it is.", mail: { to: [{ address: "ann@customer.example", name: "Ann" }], subject: "Bowl" } });
    expect(leaving).toHaveBeenCalledWith("c9", BEGUN.message);
    expect(router.currentRoute.value.fullPath).toBe("/c/c9");
    expect(useNewMails().draft).toMatchObject({ to: [], subject: "", text: "" });
  });

  it("begins with the mailbox that was last written from, else with the one whose inbox is looked at", async () => {
    useConversations().view = { tab: "all", status: "open", filters: { inbox: "sales" } };
    const first = await open();
    expect(first.pane.get("select").element.value).toBe("sales");
    vi.spyOn(api, "send").mockResolvedValue(BEGUN);
    vi.spyOn(useThreads(), "leaving").mockReturnValue();
    useNewMails().address({ address: "ann@customer.example", name: "" });
    useNewMails().change({ inbox: "support", subject: "Bowl", text: "Here it is." });
    await first.pane.get("form").trigger("submit");
    await flushPromises();
    expect(settings.new_mail_inbox).toBe("support");
    first.pane.unmount();
    const next = await open("/new?to=bo@customer.example");
    expect(next.pane.get("select").element.value).toBe("support");
    await next.pane.get("select").setValue("sales");
    await next.pane.get("textarea").setValue("Half written");
    next.pane.unmount();
    expect((await open()).pane.get("select").element.value).toBe("sales");
  });

  it("says what is missing once one tries, and sends nothing", async () => {
    const { pane } = await open();
    const send = vi.spyOn(api, "send");
    expect(pane.find("footer .wrong").exists()).toBe(false);
    await pane.get("form").trigger("submit");
    expect(pane.get("footer .wrong").text()).toBe("Name somebody to whom it goes.");
    useNewMails().address({ address: "ann@customer.example", name: "" });
    await flushPromises();
    expect(pane.get("footer .wrong").text()).toBe("Give it a subject.");
    await pane.get(".subject input").setValue("Bowl");
    expect(pane.get("footer .wrong").text()).toBe("Write something, or attach a file.");
    expect(send).not.toHaveBeenCalled();
  });

  it("keeps what was written, under the same id, where the server refuses it", async () => {
    const { pane } = await open("/new?to=ann@customer.example");
    const send = vi.spyOn(api, "send").mockRejectedValue(new ApiError(409, "mailbox_disabled", ""));
    await pane.get(".subject input").setValue("Bowl");
    await pane.get("textarea").setValue("Here it is.");
    await pane.get("form").trigger("submit");
    await flushPromises();
    expect(pane.get("[role=alert]").text()).toBe("This mailbox is switched off. Choose another one.");
    await pane.get("form").trigger("submit");
    await flushPromises();
    expect(send.mock.calls[0]![3]).toBe(send.mock.calls[1]![3]);
    expect(useNewMails().draft.text).toBe("Here it is.");
  });

  it("asks before it throws away what was written", async () => {
    const { pane, router } = await open("/new?to=ann@customer.example");
    await pane.get("[aria-label='Discard the e-mail']").trigger("click");
    await flushPromises();
    expect(document.querySelector("[role=dialog]")?.textContent).toContain("What was written and attached is lost.");
    document.querySelector<HTMLButtonElement>("[role=dialog] button[type=submit]")!.click();
    await flushPromises();
    expect(useNewMails().draft.to).toEqual([]);
    expect(router.currentRoute.value.name).toBe("inbox");
  });

  it("says that there is nothing to write from", async () => {
    const { pane } = await open("/new", []);
    expect(pane.text()).toContain("No mailbox to write from");
    expect(pane.find("form").exists()).toBe(false);
  });
});
