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

  it.each([
    [false, "You merged #7 into this conversation", "Bạn đã gộp #7 vào hội thoại này"],
    [true, "You merged this conversation into #7", "Bạn đã gộp hội thoại này vào #7"],
  ])("tell which of two conversations went into the other: away %s", (away, english, vietnamese) => {
    const merged = notice(1, { kind: "ConversationsMerged", by: LAN, other: 7, merge: "m", away });
    expect(noticeText(merged, "lan")).toBe(english);
    locale.value = "vi";
    expect(noticeText(merged, "lan")).toBe(vietnamese);
  });

  it("tell whose it is now, and by whom", () => {
    const kind = "ConversationCustomerChanged";
    expect(noticeText(notice(1, { kind, by: LAN, reason: "Mai" }), null)).toBe("Lan made Mai the customer");
    expect(noticeText(notice(1, { kind, by: null, reason: "Mai" }), null)).toBe("Mai is the customer: a colleague forwarded the mail");
    locale.value = "vi";
    expect(noticeText(notice(1, { kind, by: LAN, reason: "Mai" }), "lan")).toBe("Bạn đã chọn Mai làm khách hàng");
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

  it.each([
    [["VIP"], [], "Lan added the label VIP", "Lan đã gắn nhãn VIP"],
    [["VIP", "Urgent"], [], "Lan added the labels VIP and Urgent", "Lan đã gắn nhãn VIP và Urgent"],
    [[], ["VIP"], "Lan removed the label VIP", "Lan đã gỡ nhãn VIP"],
    [["VIP"], ["New", "Urgent"], "Lan added the label VIP and removed the labels New and Urgent", "Lan đã gắn nhãn VIP và gỡ nhãn New và Urgent"],
  ])("tell which labels it was given and lost: %j, %j", (added, removed, english, vietnamese) => {
    const labelled = notice(1, { kind: "ConversationLabelled", by: LAN, added, removed });
    expect(noticeText(labelled, null)).toBe(english);
    locale.value = "vi";
    expect(noticeText(labelled, null)).toBe(vietnamese);
  });

  it("leave out what has no line", () => {
    expect(isKnown("ConversationOpened")).toBe(false);
    expect(isKnown("toString")).toBe(false);
  });
});
