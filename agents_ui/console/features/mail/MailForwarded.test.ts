import { locale } from "@shared/i18n";
import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { mail, row } from "../conversation/fixtures";
import { useConversations } from "../conversations/conversations";
import { useSession } from "../session/session";
import MailForwarded from "./MailForwarded.vue";

type Part = Parameters<typeof mail>[0];
const MAI = { address: "mai@customer.example", name: "Mai" };
const BAO = { address: "bao@shop.example", name: "Bảo" };
const PATH = "/conversations/c/messages/m1/original-sender";

function shown(part: Part) {
  return mount(MailForwarded, { props: { mail: mail({ sender: BAO, forwarded_from: MAI, ...part }), conversation: "c", message: "m1" } });
}

function allowed(...scopes: string[]) {
  useSession().me = { id: "lan", name: "Lan", scopes } as unknown as ReturnType<typeof useSession>["me"];
}

describe("a forwarded mail", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    locale.value = "en";
    vi.restoreAllMocks();
    allowed("customers:write");
  });

  it("says who seems to have written it, and that nobody has checked that", () => {
    const note = shown({ original: "offered" }).get("[role=note]");
    expect(note.text()).toContain("Bảo forwarded this mail. Mai <mai@customer.example> seems to have written it; nobody has checked that.");
    locale.value = "vi";
    expect(shown({ original: "offered" }).text()).toContain("Có vẻ Mai <mai@customer.example> là người viết, nhưng chưa ai kiểm tra.");
  });

  it("makes them the customer by its button", async () => {
    const after = row({ customer: { id: "mai", name: "Mai", email: MAI.address, locale: "vi" } });
    const send = vi.spyOn(api, "send").mockResolvedValue(after);
    const box = shown({ original: "offered" });
    expect(box.get("button").text()).toBe("Make Mai the customer");
    await box.get("button").trigger("click");
    await flushPromises();
    expect(send).toHaveBeenCalledWith("POST", PATH);
    expect(useConversations().rows.get("c")?.customer.id).toBe("mai");
  });

  it("leads back by the same button", async () => {
    const send = vi.spyOn(api, "send").mockResolvedValue(row());
    const box = shown({ original: "customer" });
    expect(box.text()).toContain("Mai <mai@customer.example> is the customer and gets the answers, with a copy to Bảo. Nobody has checked who wrote it.");
    expect(box.get("button").text()).toBe("Make Bảo the customer again");
    await box.get("button").trigger("click");
    await flushPromises();
    expect(send).toHaveBeenCalledWith("DELETE", PATH);
  });

  it("only tells where nothing can be changed, or one may not", () => {
    const told = shown({ original: "" });
    expect([told.text(), told.find("button").exists(), told.find("[role=note]").exists()]).toEqual(["Forwarded; written by Mai", false, false]);
    allowed();
    expect(shown({ original: "offered" }).find("button").exists()).toBe(false);
    expect(shown({ forwarded_from: null }).find("div").exists()).toBe(false);
  });
});
