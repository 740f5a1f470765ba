import { mount } from "@vue/test-utils";
import { describe, expect, it } from "vitest";

import type { SeenPage } from "../../context/journey";
import { at } from "../fixtures";
import { keyOf } from "./pageVisits";
import VisitLines from "./VisitLines.vue";

const page = (minutes: number, part: Partial<SeenPage> = {}): SeenPage => ({
  url: `https://shop.example/${minutes}`,
  title: `Page ${minutes}`,
  referrer: null,
  search: null,
  at: at(minutes),
  seconds: 75,
  ...part,
});

describe("the lines of page visits", () => {
  it("show the last of many until somebody wants all", async () => {
    const lines = mount(VisitLines, { props: { pages: [1, 2, 3, 4, 5, 6].map((n) => page(n)), here: null } });
    expect(lines.findAll("li").map((line) => line.get("a").text())).toEqual(["Page 4", "Page 5", "Page 6"]);
    expect(lines.get(".more").text()).toBe("3 earlier pages");
    await lines.get(".more").trigger("click");
    expect(lines.findAll("li")).toHaveLength(6);
  });

  it("say which page is on the screen now, and how long another was looked at", () => {
    const [left, here] = [page(1), page(2)];
    const lines = mount(VisitLines, { props: { pages: [left, here], here: keyOf(here) } });
    expect(lines.findAll("li").map((line) => line.get(".when").text())).toEqual(["1m", "Looking at it now"]);
  });

  it("link to nothing but web pages", () => {
    const lines = mount(VisitLines, { props: { pages: [page(1, { url: "javascript:alert(1)", title: "" })], here: null } });
    expect(lines.find("a").exists()).toBe(false);
    expect(lines.get(".title").text()).toBe("javascript:alert(1)");
  });
});
