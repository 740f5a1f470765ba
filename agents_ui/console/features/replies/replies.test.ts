import type { CannedReply } from "@shared/wire";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { row } from "../conversation/fixtures";
import { matching, replySource, textFor, valuesFor } from "./replies";

const reply = (part: Partial<CannedReply>): CannedReply => ({
  id: part.shortcut ?? "",
  shortcut: "chao",
  title: "Chào hỏi",
  texts: { vi: "Chào {{customer.first_name|bạn}}", en: "Hi {{customer.first_name|there}}" },
  inbox: null,
  version: 1,
  ...part,
});
const ALL = [reply({}), reply({ shortcut: "doi-hang", title: "Đổi hàng" }), reply({ shortcut: "shop", title: "X", inbox: "a" })];

describe("canned replies", () => {
  beforeEach(() => setActivePinia(createPinia()));

  it("are found by shortcut or title, whatever the tone marks, and only in their inbox", () => {
    const found = (wanted: string, inbox = "b") => matching(ALL, wanted, inbox).map((one) => one.shortcut);
    expect(found("")).toEqual(["chao", "doi-hang"]);
    expect(found("", "a")).toEqual(["chao", "doi-hang", "shop"]);
    expect(found("hang")).toEqual(["doi-hang"]);
    expect(found("đổi")).toEqual(["doi-hang"]);
    expect(found("hỏi")).toEqual(["chao"]);
    expect(found("zzz")).toEqual([]);
  });

  it("speak the customer's language where they can", () => {
    expect(textFor(ALL[0]!, "vi")).toContain("Chào");
    expect(textFor(ALL[0]!, "fr")).toContain("Hi");
    expect(textFor(reply({ texts: { vi: "chỉ tiếng Việt" } }), "en")).toBe("chỉ tiếng Việt");
  });

  it("call nobody Visitor 12", () => {
    const customer = { id: "c", name: "Visitor 12", email: null, locale: "vi" };
    expect(valuesFor(row({ customer }), "Lan")["customer.name"]).toBe("");
    const byAddress = { ...customer, name: "ann@x.example", email: "ann@x.example" };
    expect(valuesFor(row({ customer: byAddress }), "Lan")["customer.name"]).toBe("");
  });

  it("are inserted with their values", async () => {
    vi.spyOn(api, "get").mockResolvedValue({ items: ALL, next: null });
    const customer = { id: "c", name: "Nguyễn Thị Ánh", email: null, locale: "vi" };
    const source = replySource(() => row({ customer }), () => "Lan");
    const [first] = await source.find("ch");
    expect(first && (await source.insert(first))).toBe("Chào Ánh");
  });
});
