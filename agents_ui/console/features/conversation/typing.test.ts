import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { useLive } from "../live/live";
import { message } from "./fixtures";
import { useTyping } from "./typing";

describe("typing", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    setActivePinia(createPinia());
    vi.spyOn(useLive(), "send").mockReturnValue(true);
  });
  afterEach(() => vi.useRealTimers());

  const types = { type: "typing" as const, conversation: "c", on: true, agent: null, text: null };
  const who = () => [...(useTyping().typists.get("c")?.keys() ?? [])];

  it("is forgotten after six seconds without another sign", () => {
    const typing = useTyping();
    typing.receive(types);
    vi.advanceTimersByTime(5000);
    typing.receive(types);
    vi.advanceTimersByTime(5000);
    expect(who()).toEqual([""]);
    vi.advanceTimersByTime(1000);
    expect(who()).toEqual([]);
  });

  it("ends with the message that was typed", () => {
    const typing = useTyping();
    typing.receive(types);
    typing.arrived({ type: "message", conversation: "c", seq: 1, message: message(1) });
    expect(who()).toEqual([]);
  });

  it("is said at most every three seconds, and taken back at the end", () => {
    const typing = useTyping();
    const said = vi.mocked(useLive().send);
    for (let n = 0; n < 20; n += 1) {
      typing.say("c");
      vi.advanceTimersByTime(200);
    }
    const starts = said.mock.calls.filter(([command]) => command.type === "typing" && command.on);
    expect(starts).toHaveLength(2);
    typing.hush();
    expect(said).toHaveBeenLastCalledWith({ type: "typing", conversation: "c", on: false });
  });
});
