import { describe, expect, it } from "vitest";

import type { Outgoing } from "./state";
import { LAN, message, NOW, own } from "./testing";
import { timeline, type Group, type Row } from "./timeline";

const nothing = { delivered: 0, seen: 0 };
const groups = (rows: Row[]) => rows.filter((row): row is Group => row.kind === "group");
const unsent = (clientId: string, failed: string | null = null): Outgoing => ({
  client_id: clientId,
  body: clientId,
  at: NOW + 60_000,
  conversation: "c1",
  failed,
});
const minutes = (count: number) => new Date(NOW + count * 60_000).toISOString();

describe("grouping", () => {
  it("joins what one person says within five minutes", () => {
    const rows = timeline([message(1), message(2), message(3, { at: minutes(6) })], [], nothing);
    expect(groups(rows).map((group) => group.bubbles.length)).toEqual([2, 1]);
  });

  it("keeps people and kinds of authors apart", () => {
    const said = [message(1), message(2, { agent: { name: "Minh" } }), message(3, { author: "bot", agent: null }), own(4, "a")];
    expect(groups(timeline(said, [], nothing)).map((group) => group.name)).toEqual([LAN.name, "Minh", null, null]);
  });

  it("begins each day with its line", () => {
    const rows = timeline([message(1), message(2, { at: minutes(24 * 60) })], [], nothing);
    expect(rows.map((row) => row.kind)).toEqual(["day", "group", "day", "group"]);
  });

  it("keeps the key of a message when it becomes stored, so that nothing jumps", () => {
    const before = groups(timeline([], [unsent("a")], nothing))[0]!;
    const after = groups(timeline([own(1, "a")], [], nothing))[0]!;
    expect([after.key, after.bubbles[0]!.key]).toEqual([before.key, before.bubbles[0]!.key]);
  });
});

describe("marks", () => {
  const said = [own(1, "a"), own(2, "b"), own(3, "c")];
  const marks = (theirs: typeof nothing, outbox: Outgoing[] = []) =>
    groups(timeline(said, outbox, theirs)).flatMap((group) => group.bubbles.map((bubble) => bubble.mark));

  it("say only how far the newest one has come, and which one was seen last", () => {
    expect(marks(nothing)).toEqual([null, null, "sent"]);
    expect(marks({ delivered: 3, seen: 0 })).toEqual([null, null, "delivered"]);
    expect(marks({ delivered: 3, seen: 2 })).toEqual([null, "seen", "delivered"]);
    expect(marks({ delivered: 3, seen: 3 })).toEqual([null, null, "seen"]);
  });

  it("leave the newest place to what is being sent", () => {
    expect(marks(nothing, [unsent("d")])).toEqual([null, null, null, null]);
  });

  it("tell a failed message from one that is on its way", () => {
    const rows = groups(timeline([], [unsent("a", "message_too_long"), unsent("b")], nothing));
    expect(rows.flatMap((group) => group.bubbles.map((bubble) => bubble.state))).toEqual(["failed", "sending"]);
  });
});
