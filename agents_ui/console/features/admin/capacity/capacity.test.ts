import { locale } from "@shared/i18n";
import type { Capacity } from "@shared/wire";
import { beforeEach, describe, expect, it } from "vitest";

import { capacitySentence, faultsOf, loadsOf } from "./capacity";

const USUAL: Capacity = {
  total: 100,
  idle_cost: 5,
  channels: [
    { channel: "webchat", cap: 4, cost: 25 },
    { channel: "email", cap: 10, cost: 10 },
    { channel: "voice", cap: 1, cost: 100 },
  ],
};
const withChannel = (channel: "webchat" | "email" | "voice", cap: number, cost: number): Capacity => ({
  ...USUAL,
  channels: USUAL.channels.map((each) => (each.channel === channel ? { channel, cap, cost } : each)),
});

describe("a capacity", () => {
  beforeEach(() => (locale.value = "en"));

  it("is said as what somebody may have at once", () => {
    expect(capacitySentence(USUAL)).toBe("4 chats, or 2 chats with 5 e-mails, or 1 call");
    locale.value = "vi";
    expect(capacitySentence(USUAL)).toBe("4 cuộc chat, hoặc 2 cuộc chat kèm 5 thư, hoặc 1 cuộc gọi");
  });

  it.each([
    ["without calls", withChannel("voice", 0, 100), "4 chats, or 2 chats with 5 e-mails"],
    ["without chats", withChannel("webchat", 0, 25), "10 e-mails, or 1 call"],
    ["of one chat", withChannel("webchat", 1, 25), "1 chat, or 10 e-mails, or 1 call"],
    ["of nothing", { ...USUAL, channels: [] }, "No chats, e-mails or calls: these channels are off."],
  ] as const)("%s", (_, capacity, sentence) => expect(capacitySentence(capacity as Capacity)).toBe(sentence));

  it("lets in no more than its units allow, whatever the cap", () => {
    expect(loadsOf(withChannel("webchat", 8, 25))[0]).toMatchObject({ cap: 8, most: 4 });
    expect(loadsOf(withChannel("webchat", 8, 0))[0]).toMatchObject({ most: 8 });
  });

  it("has its faults named", () => {
    expect(faultsOf(USUAL)).toEqual([]);
    expect(faultsOf({ ...withChannel("email", Number.NaN, 1001), total: 0 })).toEqual([
      { channel: null, field: "total" },
      { channel: "email", field: "cap" },
      { channel: "email", field: "cost" },
    ]);
  });
});
