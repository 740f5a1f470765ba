import { locale } from "@shared/i18n";
import { enableAutoUnmount, flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import SkillRemoval from "./SkillRemoval.vue";

const SKILL = { id: "s1", name: "Returns", agents: 2, version: 1 };
const STEPS = [{ seconds: null, alternatives: [[{ skill: "s1", level: 2 }]] }];

let deleted: string[];
let queues: object[];
let refuses: boolean;

function answer(url: string, request: RequestInit): Response {
  if (request.method === "DELETE") {
    deleted.push(url);
    if (refuses && !url.includes("drop")) return Response.json({ code: "skill_in_use" }, { status: 409 });
    return new Response(null, { status: 204 });
  }
  return Response.json({ items: url.includes("/queues") ? queues : [], next: null });
}

async function open() {
  const page = mount(SkillRemoval, { props: { skill: SKILL, open: true }, global: { stubs: { RouterLink: { template: "<a><slot /></a>" } } }, attachTo: document.body });
  await flushPromises();
  const dialog = document.querySelector("[role=dialog]")!;
  const submit = async () => {
    dialog.querySelector("form")!.dispatchEvent(new Event("submit"));
    await flushPromises();
  };
  return { page, dialog, submit };
}

enableAutoUnmount(afterEach);

describe("deleting a skill", () => {
  beforeEach(() => {
    locale.value = "en";
    [deleted, queues, refuses] = [[], [], false];
    vi.stubGlobal("fetch", (url: string, request: RequestInit) => Promise.resolve(answer(url, request)));
  });

  it("that nothing asks for takes one step", async () => {
    const { page, dialog, submit } = await open();
    expect(dialog.textContent).not.toContain("asked for by");
    await submit();
    expect(deleted).toEqual(["/api/v1/skills/s1"]);
    expect(page.emitted("removed")).toHaveLength(1);
  });

  it("says what asks for it, and drops it there with one's consent", async () => {
    queues = [{ id: "q1", name: "After sales", settings: { steps: STEPS } }];
    const { dialog, submit } = await open();
    expect(dialog.textContent).toContain("Skill steps of After sales");
    await submit();
    expect(deleted).toEqual(["/api/v1/skills/s1?drop=true"]);
  });

  it("offers the same where only the server knows of a use", async () => {
    refuses = true;
    const { page, dialog, submit } = await open();
    await submit();
    expect(dialog.textContent).toContain("Customers who wait now");
    expect(page.emitted("removed")).toBeUndefined();
    await submit();
    expect(deleted).toEqual(["/api/v1/skills/s1", "/api/v1/skills/s1?drop=true"]);
  });
});
