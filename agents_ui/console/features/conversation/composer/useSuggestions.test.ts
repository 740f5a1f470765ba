import { flushPromises, mount } from "@vue/test-utils";
import { describe, expect, it } from "vitest";
import { defineComponent, h, ref } from "vue";

import type { SuggestionSource } from "./suggestion";
import SuggestionList from "./SuggestionList.vue";
import { useSuggestions } from "./useSuggestions";

const REPLIES = ["chao", "doi-hang", "doi-tra"];
const source: SuggestionSource = {
  trigger: "/",
  label: "Replies",
  find: (wanted) => REPLIES.filter((one) => one.includes(wanted)).map((key) => ({ key, title: key })),
  insert: (item) => `[${item.key}]`,
};

const phrases: SuggestionSource = {
  trigger: "??",
  phrase: true,
  label: "Articles",
  find: (wanted) => ["Gift cards", "Gift boxes"].filter((one) => one.toLowerCase().includes(wanted.trim())).map((key) => ({ key, title: key })),
  then: (item) => (item.key.includes(":") ? null : ["text", "link"].map((way) => ({ key: `${item.key}:${way}`, title: way }))),
  insert: (item) => `[${item.key}]`,
};

const Box = defineComponent({
  setup() {
    const input = ref<HTMLTextAreaElement | null>(null);
    const text = ref("");
    const list = useSuggestions(input, text, () => [source, phrases]);
    return { input, text, list };
  },
  render() {
    return h("div", [
      this.list.open.value &&
        h(SuggestionList, {
          id: this.list.id,
          items: this.list.items.value,
          active: this.list.active.value,
          label: "Replies",
          onChoose: this.list.choose,
        }),
      h("textarea", {
        ref: "input",
        value: this.text,
        ...this.list.aria.value,
        onInput: (event: Event) => {
          this.text = (event.target as HTMLTextAreaElement).value;
          void this.list.look();
        },
        onKeydown: this.list.onKeydown,
      }),
    ]);
  },
});

async function written(text: string) {
  const box = mount(Box, { attachTo: document.body });
  await write(box, text);
  return box;
}

async function write(box: ReturnType<typeof mount>, text: string): Promise<void> {
  const area = box.get("textarea");
  area.element.value = text;
  area.element.setSelectionRange(text.length, text.length);
  await area.trigger("input");
  await flushPromises();
}

const titles = (box: ReturnType<typeof mount>): string[] => box.findAll("[role=option]").map((one) => one.text());

describe("suggestions", () => {
  it("open at the sign and follow what is written", async () => {
    const box = await written("/");
    expect(titles(box)).toEqual(REPLIES);
    await write(box, "/doi");
    expect(titles(box)).toEqual(["doi-hang", "doi-tra"]);
    await write(box, "/doi x");
    expect(titles(box)).toEqual([]);
  });

  it("are walked with the arrows and taken with Enter", async () => {
    const box = await written("Dạ /doi");
    const area = box.get("textarea");
    await area.trigger("keydown", { key: "ArrowDown" });
    expect(box.get("[aria-selected=true]").text()).toBe("doi-tra");
    expect(area.attributes("aria-activedescendant")).toBe(box.get("[aria-selected=true]").attributes("id"));
    await area.trigger("keydown", { key: "Enter" });
    await flushPromises();
    expect(area.element.value).toBe("Dạ [doi-tra]");
    expect(titles(box)).toEqual([]);
  });

  it("go away with Escape and stay away for this sign", async () => {
    const box = await written("/d");
    await box.get("textarea").trigger("keydown", { key: "Escape" });
    expect(titles(box)).toEqual([]);
    await write(box, "/do");
    expect(titles(box)).toEqual([]);
    await write(box, "");
    await write(box, "/do");
    expect(titles(box)).toEqual(["doi-hang", "doi-tra"]);
  });

  it("keep Enter while they are on their way, so that no half-written shortcut is sent", async () => {
    const box = mount(Box, { attachTo: document.body });
    const area = box.get("textarea");
    area.element.value = "/";
    area.element.setSelectionRange(1, 1);
    void area.trigger("input");
    const enter = new KeyboardEvent("keydown", { key: "Enter", cancelable: true });
    area.element.dispatchEvent(enter);
    expect(enter.defaultPrevented).toBe(true);
    await flushPromises();
    expect(titles(box)).toEqual(REPLIES);
  });

  it("of a phrase ask what of an entry is wanted before anything is inserted", async () => {
    const box = await written("Dạ ??gift c");
    const area = box.get("textarea");
    expect(titles(box)).toEqual(["Gift cards"]);
    await area.trigger("keydown", { key: "Enter" });
    expect([titles(box), area.element.value]).toEqual([["text", "link"], "Dạ ??gift c"]);
    await area.trigger("keydown", { key: "ArrowDown" });
    await area.trigger("keydown", { key: "Enter" });
    await flushPromises();
    expect([titles(box), area.element.value]).toEqual([[], "Dạ [Gift cards:link]"]);
  });

  it("keep to what was chosen when an answer to what was written before comes late", async () => {
    const box = await written("??gift c");
    const area = box.get("textarea");
    void area.trigger("input");
    void box.get("[role=option]").trigger("click");
    await flushPromises();
    expect(titles(box)).toEqual(["text", "link"]);
    await area.trigger("keydown", { key: "Enter" });
    await flushPromises();
    expect(area.element.value).toBe("[Gift cards:text]");
  });

  it("leave Enter to the input method while it composes", async () => {
    const box = await written("/d");
    await box.get("textarea").trigger("keydown", { key: "Enter", isComposing: true });
    expect(titles(box)).toHaveLength(2);
  });
});
