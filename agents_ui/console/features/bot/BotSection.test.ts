import { locale } from "@shared/i18n";
import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { useDrafts } from "../conversation/drafts";
import { row } from "../conversation/fixtures";
import BotSection from "./BotSection.vue";
import { packet, pick, turn } from "./fixtures";
import type { BotPacket } from "./packets";

describe("the bot beside a conversation", () => {
  let found: BotPacket;

  beforeEach(() => {
    locale.value = "en";
    sessionStorage.clear();
    setActivePinia(createPinia());
    found = packet();
    vi.spyOn(api, "get").mockImplementation(async () => found as never);
  });

  async function show() {
    const section = mount(BotSection, { props: { row: row() }, global: { stubs: { Tooltip: true } } });
    await flushPromises();
    return section;
  }

  it("says on top why it handed over, about what, and in which mood", async () => {
    const text = (await show()).text();
    expect(text).toContain("the customer asked for a person");
    expect(text).toContain("Returns, 93% sure");
    expect(text).toContain("Tiếng Việt");
    expect(text).toContain("Upset");
  });

  it("says what kind of matter had to reach a person", async () => {
    found = packet({ reason: "must_reach_person", matter: "legal" });
    expect((await show()).text()).toContain("a legal matter");
  });

  it("is not there where the bot had no part", async () => {
    found = packet({ started_at: null, turns: [] });
    expect((await show()).find("details").exists()).toBe(false);
  });

  it("is not there where it had nothing to suggest for a mail", async () => {
    found = packet({ started_at: null, turns: [turn({ decision: "suggest", article: null })], suggested: [] });
    expect((await show()).find("details").exists()).toBe(false);
    found = packet({ turns: [turn({ decision: "suggest", article: null })], suggested: [] });
    const section = await show();
    expect(section.find("details").exists()).toBe(true);
    expect(section.text()).not.toContain("Suggested to you");
  });

  it("puts a suggested article with its link below what is written already", async () => {
    const section = await show();
    useDrafts().change("c", { reply: "Dear Mai," });
    await section.get("[aria-label='Insert “Returns” into the reply']").trigger("click");
    expect(useDrafts().draft("c").reply).toBe(`Dear Mai,\n\nWithin 30 days.\n${location.origin}/help/vi/returns`);
  });

  it("shows what was given as the messages beside it do, and hides what is private from those who may not see it", async () => {
    found = packet({
      answers: [
        { label: "Order", value: "MG-1042", masked: null },
        { label: "E-mail", value: "mai@example.com", masked: "m•••@example.com" },
        { label: "Phone", value: null, masked: "•••67" },
      ],
    });
    const section = await show();
    const cells = section.findAll("td span");
    expect(cells.map((cell) => [cell.text(), cell.attributes("title")])).toEqual([
      ["MG-1042", undefined], ["mai@example.com", undefined], ["•••67", "You may not see this"],
    ]);
    expect(section.find("td button").exists()).toBe(false);
  });

  it("shows what was answered, refused and asked back, and leaves out the yes and no between", async () => {
    const offered = [{ key: "refunds", title: "Refunds", id: "a2", path: null }];
    found = packet({
      turns: [
        turn({ rejected: true, helped: false }),
        turn({ id: "t2", question: "", article: null }),
        turn({ id: "t3", question: "money", decision: "clarify", article: null, offered, rejected: true, probability: 0.4 }),
      ],
    });
    const [first, second, ...more] = (await show()).findAll("ol > li");
    expect(more).toEqual([]);
    expect(first!.text()).toContain("Did not help");
    expect(second!.text()).toMatch(/Asked which is meant:\s*40%\s*Refunds\s*None of these/);
  });

  it("names guided flows and says where they were left, and what was read in the help", async () => {
    const guide = (part: object) => ({ flow: "return", name: "Return something", at: "2026-11-20T09:00:00Z", ended: "open" as const, step: null, back: false, ...part });
    found = packet({
      turns: [turn({ decision: "guide", question: "", article: null, flow: "Return something" })],
      guides: [
        guide({ step: "Order number", back: true }),
        guide({ at: "2026-11-20T09:01:00Z", ended: "done" }),
        guide({ at: "2026-11-20T09:02:00Z", ended: "hands_over", step: "Reason" }),
      ],
      read: [{ url: "https://chat.example/help/en/returns", title: "Returns", referrer: null, search: null, at: "2026-11-20T08:59:00Z", seconds: 0 }],
    });
    const text = (await show()).text();
    expect(text).toContain("Began the guide: Return something");
    expect(text).toContain("Return something left at “Order number”, after going back");
    expect(text).toContain("Return something finished");
    expect(text).toContain("handed over at “Reason”");
    expect(text).toContain("Read in the help");
  });

  it("says with which engine and which version a question was understood", async () => {
    found = packet({ turns: [turn({ engine: "hybrid 7" })] });
    expect((await show()).text()).toContain("Understood by words and meaning, version 7");
    found = packet({ turns: [turn({ engine: "hybrid" })] });
    expect((await show()).text()).not.toContain("Understood by");
  });

  it("marks an answer, says so, and takes it back", async () => {
    const send = vi.spyOn(api, "send").mockResolvedValue(undefined as never);
    const section = await show();
    found = packet({ turns: [turn({ mark: "right", marked_by: { id: "lan", name: "Lan" } })] });
    await section.findAll(".ask button")[0]!.trigger("click");
    await flushPromises();
    expect(send).toHaveBeenLastCalledWith("POST", "/bot/turns/t1/mark", { mark: "right", right_article: null });
    expect(section.text()).toContain("Marked right by Lan");
    await section.get(".mark button").trigger("click");
    await flushPromises();
    expect(send).toHaveBeenLastCalledWith("DELETE", "/bot/turns/t1/mark");
  });

  it("asks which article would have been right, beginning with those offered and the likeliest, without the wrong one", async () => {
    const offered = [{ key: "refunds", title: "Refunds", id: "a2", path: null }, { key: "flow-start:gift", title: "Send a gift", id: null, path: null }];
    found = packet({ turns: [turn({ offered })] });
    const lists: Record<string, ReturnType<typeof pick>[]> = {
      "": [pick({ id: "a8", title: "Careers" }), pick({ id: "a2", title: "Refunds", summary: "In five days." })],
      "Can I send it back?": [pick(), pick({ id: "a3", title: "Exchanges" })],
    };
    const section = await show();
    vi.mocked(api.get).mockImplementation(async (_, query) => ({ items: lists[String(query?.["words"])] }) as never);
    await section.findAll(".ask button")[1]!.trigger("click");
    await flushPromises();
    const shown = [...document.querySelectorAll("[role=dialog] li button")].map((one) => one.textContent);
    expect(shown).toEqual(["RefundsIn five days.", expect.stringContaining("Exchanges"), expect.stringContaining("Careers")]);
    section.unmount();
  });

  it("lets each answer be marked, also one that was chosen and a guide that began, but nothing that answers no question", async () => {
    const guide = turn({ id: "t3", decision: "guide", question: "", article: null, flow: "Return something" });
    found = packet({ turns: [turn(), turn({ id: "t2", question: "" }), guide, { ...guide, id: "t4", asked: "" }] });
    const items = (await show()).findAll("ol > li");
    expect(items.map((item) => item.findAll(".ask button").map((one) => one.text()))).toEqual([
      ["Right", "Wrong"], ["Right", "Wrong"], ["Right", "Wrong"], [],
    ]);
  });

  it("is read again with every message and change of the row", async () => {
    const section = await show();
    found = packet({ reason: "frustration" });
    await section.setProps({ row: row({ version: 2 }) });
    await flushPromises();
    expect(section.text()).toContain("the customer is upset");
  });
});
