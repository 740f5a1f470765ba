import { locale } from "@shared/i18n";
import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import EnginesPage from "./EnginesPage.vue";
import type { Engines, EngineVersion } from "./useEngines";

const version = (number: number, part: Partial<EngineVersion> = {}): EngineVersion => ({
  version: number, at: "2026-11-20T09:00:00Z", engine: "hybrid", questions: 800, accuracy: 0.914, chosen: false, broken: false,
  ...part,
});

describe("what answers questions", () => {
  let found: Engines;

  beforeEach(() => {
    locale.value = "en";
    vi.useFakeTimers();
    const versions = [version(3), version(2), version(1, { broken: true })];
    found = {
      engines: [{ locale: "en", answering: 3, engine: "hybrid", versions }, { locale: "vi", answering: 0, engine: "tfidf", versions: [] }],
      running: true, training: false, complaints: [
        { code: "model_damaged", text: "Version 2 of the model for vi is damaged.", values: { language: "vi", version: "2", file: "model.json" } },
        { code: "later", text: "Something new.", values: {} },
      ],
      rasa: { url: "http://rasa.example:5005", mode: "understanding", state: "closed", model: "m", error: { code: "rasa_late", text: "Too late.", values: { seconds: "2" } }, answered: 7, aside: 2 },
    };
    vi.spyOn(api, "get").mockImplementation(async () => found as never);
  });
  let page: ReturnType<typeof mount>;
  afterEach(() => {
    page.unmount();
    vi.useRealTimers();
  });

  async function show() {
    page = mount(EnginesPage);
    await flushPromises();
    return page;
  }

  it("is shown with its versions, how right they are, and what is amiss", async () => {
    const text = (await show()).text();
    expect(text).toContain("Version 3 answers: by words and by meaning");
    expect(text).toContain("91%");
    expect(text).toContain("Cannot be read");
    expect(text).toContain("Questions are compared by their words alone.");
    expect(text).toContain("Tiếng Việt: the file model.json of version 2 is damaged");
    expect(text).toContain("answered 7, left 2 to the next engine");
    expect(text).toContain("The Rasa server does not answer within 2 seconds.");
    expect(text).toContain("Something new.");
  });

  it("goes back to a version that can be read, and to no other", async () => {
    const send = vi.spyOn(api, "send").mockResolvedValue(undefined as never);
    await show();
    const back = page.findAll("button").filter((one) => one.text() === "Let this one answer");
    expect(back).toHaveLength(1);
    await back[0]!.trigger("click");
    await flushPromises();
    expect(send).toHaveBeenCalledWith("POST", "/bot/engines/en/go-back", { version: 2 });
  });

  it("asks before a version answers that is right less often, with what both were found to be", async () => {
    const send = vi.spyOn(api, "send").mockResolvedValue(undefined as never);
    found = { ...found, engines: [{ locale: "en", answering: 3, engine: "hybrid", versions: [version(3), version(2, { accuracy: 0.62 })] }] };
    await show();
    await page.findAll("button").find((one) => one.text() === "Let this one answer")!.trigger("click");
    await flushPromises();
    const dialog = document.querySelector("[role=dialog]")!;
    expect(dialog.textContent).toContain("version 2 answers 62% of the held-out questions rightly, version 3, which answers now, 91%");
    expect(send).not.toHaveBeenCalled();
    dialog.querySelector("form")!.dispatchEvent(new Event("submit"));
    await flushPromises();
    expect(send).toHaveBeenCalledWith("POST", "/bot/engines/en/go-back", { version: 2 });
  });

  it("says that another version answers as soon as it does so, without a reload", async () => {
    const engine = (answering: number) => ({ locale: "en" as const, answering, engine: "hybrid" as const, versions: [version(3), version(2, { chosen: true })] });
    found = { ...found, engines: [engine(3)] };
    await show();
    const states = () => page.findAll("tbody tr").map((row) => row.text());
    expect(states()).toEqual([expect.stringContaining("Answers now"), expect.stringContaining("Answers in a moment")]);
    found = { ...found, engines: [engine(2)] };
    await vi.advanceTimersByTimeAsync(3_000);
    expect(states()).toEqual([expect.not.stringContaining("Answers"), expect.stringContaining("Answers now")]);
  });

  it("learns when told to, and says when it has done so", async () => {
    const send = vi.spyOn(api, "send").mockResolvedValue(undefined as never);
    await show();
    found = { ...found, training: true };
    await page.findAll("button").find((one) => one.text() === "Learn now")!.trigger("click");
    await flushPromises();
    expect(send).toHaveBeenCalledWith("POST", "/bot/engines/en/train");
    expect(page.get("[role=status]").text()).toContain("It is learning just now");
    found = { ...found, training: false };
    await vi.advanceTimersByTimeAsync(3_000);
    expect(page.find("[role=status]").exists()).toBe(false);
  });
});
