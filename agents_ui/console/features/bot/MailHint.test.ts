import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { row } from "../conversation/fixtures";
import { useDrafts } from "../conversation/drafts";
import { packet, pickText, turn } from "./fixtures";
import { hiddenHints } from "./hints";
import MailHint from "./MailHint.vue";
import type { BotPacket } from "./packets";
import { reading } from "./picks";

const MAIL = row({ channel: "email" });
const SUGGESTIONS = [
  { article: pickText(), chance: 0.92, excerpt: "Within 30 days.", answer: "Within 30 days.\n\nRead on: /help" },
  { article: pickText({ id: "a2", title: "Refunds" }), chance: 0.12, excerpt: "As you paid.", answer: "As you paid." },
];

async function shown(mail: BotPacket["mail"]) {
  vi.spyOn(api, "get").mockReset().mockResolvedValue(packet({ turns: [turn({ decision: "suggest" })], mail }));
  const hint = mount(MailHint, { props: { row: MAIL }, global: { stubs: { IconButton: true } } });
  await flushPromises();
  return hint;
}

describe("what the bot suggests for a mail", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    hiddenHints.clear();
    reading.value = null;
  });

  it("says which article, how likely, and what of it fits", async () => {
    const hint = await shown({ turn: "t1", suggestions: SUGGESTIONS });
    expect(hint.text()).toContain("Returns");
    expect(hint.text()).toContain("92% likely");
    expect(hint.text()).toContain("Within 30 days.");
  });

  it("goes into the reply with its link, or is read first", async () => {
    const hint = await shown({ turn: "t1", suggestions: SUGGESTIONS });
    const press = (text: string) => hint.findAll("button").find((each) => each.text().startsWith(text))!.trigger("click");
    await press("Insert the answer");
    expect(useDrafts().draft(MAIL.id).reply).toBe("Within 30 days.\n\nRead on: /help");
    await press("Read the article");
    expect(reading.value?.pick.id).toBe("a1");
  });

  it("is folded until it is opened, and again once it is in the reply", async () => {
    const hint = await shown({ turn: "t1", suggestions: SUGGESTIONS });
    const fold = hint.get("[aria-expanded]");
    const open = () => fold.attributes("aria-expanded") === "true" && hint.get("section").classes("unfolded");
    expect(open()).toBe(false);
    await fold.trigger("click");
    expect(open()).toBe(true);
    await hint.get("footer button").trigger("click");
    expect(open()).toBe(false);
  });

  it("lets one look at what else it may be", async () => {
    const hint = await shown({ turn: "t1", suggestions: SUGGESTIONS });
    await hint.find(".others button").trigger("click");
    expect(hint.find(".excerpt").text()).toBe("As you paid.");
    expect(hint.find(".others").text()).toContain("Returns");
  });

  it("is gone when nobody wants to see it, or there is none", async () => {
    const hint = await shown({ turn: "t1", suggestions: SUGGESTIONS });
    hiddenHints.add("t1");
    await flushPromises();
    expect(hint.find("section").exists()).toBe(false);
    expect((await shown(null)).find("section").exists()).toBe(false);
  });
});
