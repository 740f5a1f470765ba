import { locale } from "@shared/i18n";
import { enableAutoUnmount, flushPromises, mount } from "@vue/test-utils";
import { TooltipProvider } from "reka-ui";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";

import IntakePage from "./IntakePage.vue";

const rule = (id: string) => ({ id, name: `Rule ${id}`, conditions: [], outcome: { queue: null, needs: [], priority: 0 }, enabled: true, version: 1 });

/** The server's side: rules in an order, which it may refuse to change. */
class Server {
  rules = [rule("a"), rule("b")];
  refuses = false;

  answer(url: string, request: RequestInit): Response {
    const body = request.body ? (JSON.parse(String(request.body)) as { rules?: string[]; enabled?: boolean }) : {};
    if (request.method === "PUT") {
      if (this.refuses) return Response.json({ code: "forbidden" }, { status: 403 });
      this.rules = body.rules!.map((id) => this.rules.find((each) => each.id === id)!);
    }
    if (request.method === "PATCH") this.rules[0]!.enabled = body.enabled!;
    if (url.includes("/try")) return Response.json({ rule: "b", queue: "q", queue_gone: false, needs: [], priority: 0, tried: [] });
    return Response.json({ items: url.includes("/intake-rules") ? this.rules : [], next: null });
  }
}

let server: Server;

async function open() {
  const Page = defineComponent(() => () => h(TooltipProvider, () => h(IntakePage)));
  const page = mount(Page, { attachTo: document.body, global: { stubs: { RouterLink: true, TryPanel: true } } });
  await flushPromises();
  return { page, names: () => page.findAll("li.rule h3").map((each) => each.text()) };
}

enableAutoUnmount(afterEach);

describe("the order of intake rules", () => {
  beforeEach(() => {
    locale.value = "en";
    server = new Server();
    vi.stubGlobal("fetch", (url: string, request: RequestInit) => Promise.resolve(server.answer(url, request)));
  });

  it("is changed by a button, told, and the focus goes along", async () => {
    const { page, names } = await open();
    await page.get("button[aria-label='Move Rule b up']").trigger("click");
    await flushPromises();
    expect(server.rules.map((each) => each.id)).toEqual(["b", "a"]);
    expect(names()).toEqual(["Rule b", "Rule a"]);
    expect(page.get("[role=status]").text()).toBe("Rule b is now number 1.");
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Move Rule b down");
  });

  it("is as the server has it where it refuses", async () => {
    const { page, names } = await open();
    server.refuses = true;
    await page.get("button[aria-label='Move Rule b up']").trigger("click");
    await flushPromises();
    expect(names()).toEqual(["Rule a", "Rule b"]);
  });

  it("leaves a rule in its place that is switched off", async () => {
    const { page, names } = await open();
    await page.get("input[role=switch]").setValue(false);
    await flushPromises();
    expect(server.rules[0]!.enabled).toBe(false);
    expect(names()).toEqual(["Rule a Off", "Rule b"]);
  });
});
