import { locale } from "@shared/i18n";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { row } from "../conversation/fixtures";
import { packet, pick, pickText } from "./fixtures";
import { usePackets } from "./packets";
import { articleSource, inserted, languageOf, reading, ways } from "./picks";

const link = `${location.origin}/help/vi/returns`;

describe("articles for an answer", () => {
  beforeEach(() => {
    locale.value = "en";
    setActivePinia(createPinia());
    reading.value = null;
  });

  it.each([
    ["summary", `Within 30 days.\n${link}`],
    ["whole", `All of it.\n${link}`],
    ["link", link],
  ])("go in as %s", (how, text) => expect(inserted(how, pickText())).toBe(text));

  it("that are internal put nothing into what customers read, and their text alone into a note", () => {
    const internal = pick({ internal: true, path: null });
    expect(ways(internal, false).map((way) => way.how)).toEqual(["read"]);
    expect(ways(internal, true).map((way) => way.how)).toEqual(["whole", "read"]);
    expect(inserted("whole", pickText({ internal: true, path: null }))).toBe("All of it.");
    expect(ways(pick({ summary: "" }), false).map((way) => way.how)).toEqual(["whole", "link", "read"]);
  });

  it("are looked for in the language that the customer writes in", () => {
    expect(languageOf(row())).toBe("vi");
    usePackets().known.set("c", packet({ language: "en" }));
    expect(languageOf(row())).toBe("en");
    usePackets().known.set("c", packet({ language: "fr" }));
    expect(languageOf(row())).toBe("en");
  });

  it("begin with what may be the answer, and say what is for staff or in another language", async () => {
    usePackets().known.set("c", packet());
    const others = [pick(), pick({ id: "a2", title: "Gifts", fallback: true, locale: "en" }), pick({ id: "a3", title: "Fraud", internal: true })];
    vi.spyOn(api, "get").mockResolvedValue({ items: others } as never);
    const source = articleSource(() => row(), () => false);
    const found = await source.find("");
    expect(found.map((item) => [item.title, item.hint])).toEqual([
      ["Returns", "Suggested"], ["Gifts", "Only in English"], ["Fraud", "Internal: not for customers"],
    ]); // prettier-ignore
    expect(source.then?.(found[0]!)?.map((way) => way.title)).toEqual([
      "Insert the summary and the link", "Insert the whole text", "Insert only the link", "Read it here",
    ]); // prettier-ignore
  });

  it("are found by words of the customer's language and of one's own, of each in turn", async () => {
    const lists = { vi: [pick({ title: "Đổi trả" }), pick({ id: "a2", title: "Hoàn tiền" })], en: [pick(), pick({ id: "a3", title: "Exchanges" })] };
    const get = vi.spyOn(api, "get").mockImplementation(((_: string, { locale: one }: { locale: "en" | "vi" }) => Promise.resolve({ items: lists[one] })) as never);
    const source = articleSource(() => row(), () => false);
    expect((await source.find("exch")).map((item) => item.title)).toEqual(["Đổi trả", "Hoàn tiền", "Exchanges"]);
    expect(get).toHaveBeenCalledTimes(2);
    locale.value = "vi";
    expect((await source.find("doi")).map((item) => item.title)).toEqual(["Đổi trả", "Hoàn tiền"]);
    expect(get).toHaveBeenCalledTimes(3);
  });

  it("can be read first, which writes nothing", async () => {
    vi.spyOn(api, "get").mockResolvedValue(pickText() as never);
    const source = articleSource(() => row(), () => false);
    expect(await source.insert(ways(pick(), false).at(-1)!)).toBe("");
    expect(reading.value?.pick.title).toBe("Returns");
  });
});
