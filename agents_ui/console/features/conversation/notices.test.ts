import { locale } from "@shared/i18n";
import { beforeEach, describe, expect, it } from "vitest";

import { LAN, notice } from "./fixtures";
import { isKnown, noticeText } from "./notices";

const MINH = { id: "minh", name: "Minh" };

describe("notices", () => {
  beforeEach(() => (locale.value = "en"));

  it("tell who gave the conversation to whom", () => {
    expect(noticeText(notice(1, { by: MINH, agent: LAN }), "sarah")).toBe("Minh assigned the conversation to Lan");
    expect(noticeText(notice(1, { by: MINH, agent: LAN }), "lan")).toBe("Minh assigned the conversation to you");
    expect(noticeText(notice(1, { by: LAN, agent: LAN }), "lan")).toBe("You took the conversation");
    expect(noticeText(notice(1, { by: null, agent: LAN }), "minh")).toBe("Assigned to Lan");
  });

  it("tell what happened by itself", () => {
    expect(noticeText(notice(1, { kind: "ConversationResolved", by: LAN }), null)).toBe("Lan resolved the conversation");
    expect(noticeText(notice(1, { kind: "ConversationWoken" }), null)).toBe("The conversation is back from snooze");
  });

  it("tell to which queue it went, and who took it back", () => {
    const kind = "ConversationTransferred";
    expect(noticeText(notice(1, { kind, by: LAN, queue: "Returns" }), null)).toBe("Lan moved the conversation to Returns");
    expect(noticeText(notice(1, { kind, by: LAN, queue: "Returns", warm: true }), "lan")).toBe(
      "You moved the conversation to Returns, and will introduce the next agent",
    );
    const taken = notice(1, { kind: "ConversationReleased", by: MINH, agent: LAN });
    expect(noticeText(taken, "lan")).toBe("Minh took the conversation back from you");
  });

  it("leave out what has no line", () => {
    expect(isKnown("ConversationOpened")).toBe(false);
    expect(isKnown("toString")).toBe(false);
  });
});
