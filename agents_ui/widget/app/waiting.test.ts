import { locale } from "@shared/i18n/index";
import { beforeEach, describe, expect, it } from "vitest";

import type { InLine } from "./frames";
import { emptyChat, type Chat } from "./state";
import { conversation, frames, inLine, run, snapshot, welcome } from "./testing";
import { placeInLine, whyWaiting } from "./waiting";

const waiting: Chat = { ...emptyChat(), welcomed: true, online: true, conversation: conversation({ agent: null, waiting: true }) };
const at = (extra: Partial<InLine> = {}, chat: Partial<Chat> = {}): Chat => ({ ...waiting, inLine: inLine(extra), ...chat });

beforeEach(() => {
  locale.value = "en";
});

describe("the place in line", () => {
  it.each([
    [1, null, "You are next in line", "Bạn đang ở vị trí thứ 1 trong hàng chờ"],
    [1, 0, "You are next in line", "Bạn đang ở vị trí thứ 1 trong hàng chờ"],
    [1, 60, "You are next in line, about 1 minute", "Bạn đang ở vị trí thứ 1 trong hàng chờ, khoảng 1 phút"],
    [2, 180, "You are number 2 in line, about 3 minutes", "Bạn đang ở vị trí thứ 2 trong hàng chờ, khoảng 3 phút"],
    [30, 3_660, "You are number 30 in line, more than an hour", "Bạn đang ở vị trí thứ 30 trong hàng chờ, hơn một giờ"],
  ])("%i after %s seconds is said in both languages", (position, expected_wait, english, vietnamese) => {
    const chat = at({ position, expected_wait });
    expect(placeInLine(chat)).toBe(english);
    expect(whyWaiting(chat)).toBe(english);
    locale.value = "vi";
    expect(placeInLine(chat)).toBe(vietnamese);
  });

  it.each([
    ["who could take it", at({ expected_wait: 0, staffed: false })],
    ["at all", at({ expected_wait: 180 }, { online: false })],
  ])("is said without a wait where nobody is there %s", (_, chat) => {
    expect(whyWaiting(chat)).toBe("You are number 2 in line. Nobody is available right now; you keep your place.");
    locale.value = "vi";
    expect(placeInLine(chat)).toBe("Bạn đang ở vị trí thứ 2 trong hàng chờ. Hiện chưa có ai sẵn sàng; bạn vẫn giữ chỗ của mình.");
  });

  it("is left out out of hours, and once somebody has it", () => {
    expect(placeInLine(at({}, { hours: { open: false, next_open: null } }))).toBeNull();
    expect(placeInLine(at({}, { conversation: conversation() }))).toBeNull();
    expect(placeInLine(waiting)).toBeNull();
  });
});

it.each([
  [waiting, "We are finding someone for you…"],
  [at({ state: "connecting", position: null }), "Connecting you with an agent…"],
  [at({ state: "message", position: null }), "We cannot answer at once. Your message is kept, and we answer here later."],
  [{ ...waiting, online: false }, "Nobody is online just now. Your message is kept, and we answer here."],
  [at({ state: "message", position: null }, { online: false }), "Nobody is online just now. Your message is kept, and we answer here."],
  [at({ position: null, staffed: false }), "Nobody is online just now. Your message is kept, and we answer here."],
])("who has no place reads why", (chat, text) => {
  expect(whyWaiting(chat)).toBe(text);
});

describe("what the server says of the line", () => {
  const begun = run([frames(welcome(), snapshot([], 0, { conversation: waiting.conversation! }))]).chat;

  it("is kept for the conversation on the screen alone", () => {
    expect(run([frames(inLine({ position: 4 }))], begun).chat.inLine?.position).toBe(4);
    expect(run([frames(inLine({ conversation: "another" }))], begun).chat.inLine).toBeNull();
  });

  it("is forgotten with the connection and with the conversation", () => {
    const standing = run([frames(inLine())], begun).chat;
    expect(run([{ type: "disconnected" }], standing).chat.inLine).toBeNull();
    expect(run([{ type: "began" }], standing).chat.inLine).toBeNull();
    expect(run([frames(inLine({ state: null }))], standing).chat.inLine?.state).toBeNull();
  });
});
