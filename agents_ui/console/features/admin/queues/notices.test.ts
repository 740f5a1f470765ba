import type { AgentRouting, Overflow, QueueSettings, QueueView } from "@shared/wire";
import { describe, expect, it } from "vitest";

import type { QueueDraft } from "./draft";
import { membersOf, noticesOf } from "./notices";

const to = (queue: string): Overflow => ({ when: "long_wait", to: "queue", seconds: 60, queue });
const message = (when: Overflow["when"]): Overflow => ({ when, to: "message", seconds: null, queue: null });
const queue = (id: string, ...overflow: Overflow[]) => ({ id, settings: { overflow } }) as unknown as QueueView;

function draft(members: "everybody" | "chosen", calendar: string | null, ...overflow: Overflow[]): QueueDraft {
  const settings = { members, overflow } as unknown as QueueSettings;
  return { name: "Returns", settings, wrap_up: { mode: "none", seconds: 60, codes: [] }, calendar, members: [] };
}

describe("what is odd about a queue", () => {
  it.each([
    ["nothing where everybody answers at any hour", draft("everybody", null), []],
    ["that outside its hours nothing ends the wait", draft("everybody", "c"), ["closed_without_end"]],
    ["that without its members nothing does", draft("chosen", null), ["unstaffed_without_end"]],
    ["nothing where an overflow does", draft("chosen", "c", message("closed"), message("no_staff")), []],
    ["nothing where time does", draft("chosen", "c", message("waited")), []],
    ["that its overflows come back", draft("everybody", null, to("b")), ["overflow_circle"]],
    ["nothing where another's do", draft("everybody", null, to("d")), []],
  ] satisfies [string, QueueDraft, string[]][])("is %s", (_, given, flaws) => {
    const queues = [queue("a"), queue("b", to("c")), queue("c", to("a")), queue("d", to("e")), queue("e", to("d"))];
    expect(noticesOf(given, "a", queues)).toEqual(flaws);
  });

  it("counts as members whom the draft names, or everybody", () => {
    const agents = ["ann", "bo"].map((agent) => ({ agent }) as unknown as AgentRouting);
    expect(membersOf({ ...draft("chosen", null), members: [{ agent: "bo" }] }, agents)).toEqual([agents[1]]);
    expect(membersOf(draft("everybody", null), agents)).toEqual(agents);
  });
});
