import type { Decision } from "@shared/wire";
import { describe, expect, it } from "vitest";

import { LAN, row } from "../conversation/fixtures";
import { columns, decisionText, outcomeText, partText, question, reasonText } from "./why";

const AN = { id: "an", name: "An" };

function compared(agent: typeof LAN, parts: Record<string, number | null>, chosen = false): Decision["compared"][number] {
  return { agent, chosen, step: 0, tier: 0, parts };
}

function decision(part: Partial<Decision> = {}): Decision {
  return {
    at: "2026-11-20T09:00:00Z",
    queue: "Sales",
    waited: 12,
    step: 0,
    aged: false,
    strategy: "longest_idle",
    decided_by: "released_at",
    eligible: 2,
    compared: [
      compared(LAN, { held: 0, released_at: null, offered_at: null }, true),
      compared(AN, { held: 0, released_at: Date.parse("2026-11-20T08:30:00Z") * 1000, offered_at: null }),
    ],
    reasons: { absent: 3 },
    ...part,
  };
}

describe("why a conversation is where it is", () => {
  it("is asked as its reader would", () => {
    const theirs = row({ agent: LAN, owner: "agent" });
    expect([question(row(), "me"), question(theirs, "lan"), question(theirs, "me"), question(row({ status: "resolved" }), "me")]).toEqual([
      "Why is this waiting?",
      "Why am I getting this?",
      "Why does Lan have this?",
      "How was this routed?",
    ]);
  });

  it("says who was chosen, how the queue asks, and what made the difference", () => {
    expect(decisionText(decision(), "12s", "me")).toEqual([
      "Lan was chosen after 12s in the queue.",
      "The queue asks who has been without new work the longest.",
      "What made the difference: Last work.",
    ]);
    expect(decisionText(decision({ compared: [compared(LAN, {}, true)], decided_by: null }), "12s", "me")[1]).toBe("Nobody else could have had it.");
    expect(decisionText(decision(), "12s", "lan")[0]).toBe("You were chosen after 12s in the queue.");
    expect(decisionText(decision({ strategy: "broadcast" }), "2m", "me")).toEqual(["All who could have it were asked at once, after 2m in the queue."]);
  });

  it("compares what counted alone", () => {
    expect(columns(decision())).toEqual(["held", "released_at"]);
    expect(columns(decision({ decided_by: "offered_at" }))).toEqual(["held", "released_at", "offered_at"]);
    expect(columns(decision({ decided_by: "ring" }))).toEqual(["ring", "held", "released_at"]);
  });

  it("writes numbers, times and steps as people do", () => {
    const [lan, an] = decision().compared;
    expect([partText("held", lan!, "en"), partText("released_at", lan!, "en"), partText("ring", an!, "en")]).toEqual(["0", "never yet", "1"]);
    expect(partText("released_at", an!, "en")).toMatch(/^\d\d:30$/);
  });

  it("shows a word that it does not know as it is", () => {
    expect([reasonText("full"), reasonText("asleep"), outcomeText("missed"), outcomeText(null)]).toEqual([
      "Has no room left",
      "asleep",
      "Missed",
      "Not answered yet",
    ]);
  });
});
