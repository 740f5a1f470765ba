import { describe, expect, it } from "vitest";

import type { Journey, SeenPage } from "../../context/journey";
import { at, LAN, message, notice, row } from "../fixtures";
import { emptyThread, type Thread } from "../thread";
import { timeline } from "../timeline";
import { pageVisits } from "./pageVisits";

const page = (minutes: number, part: Partial<SeenPage> = {}): SeenPage => ({
  url: `https://shop.example/${minutes}`,
  title: `Page ${minutes}`,
  referrer: null,
  search: null,
  at: at(minutes),
  seconds: 10,
  ...part,
});
const journey = (...pages: SeenPage[]) => ({ consented: true, pages }) as Journey;
const thread = (part: Partial<Thread>): Thread => ({ ...emptyThread("c"), seq: 1, ...part });
const titles = (pages: SeenPage[]) => pages.map((one) => one.title);

describe("page visits between the lines", () => {
  const open = row({ created_at: at(0) });
  const chat = thread({ messages: [message(1), message(9)] });

  it("are what led to the conversation and what came since, by time, each once and as it stands by now", () => {
    const found = pageVisits(open, chat, journey(page(5), page(-2, { seconds: 80 }), page(-3000)), [page(-2), page(-4)]);
    expect(titles(found)).toEqual(["Page -4", "Page -2", "Page 5"]);
    expect(found[1]?.seconds).toBe(80);
  });

  it("stop where the conversation ended, and begin with the oldest message shown", () => {
    const ended = pageVisits(row({ created_at: at(0), status: "resolved" }), chat, journey(page(60), page(5)), []);
    expect(titles(ended)).toEqual(["Page 5"]);
    const later = thread({ messages: [message(9)], hasOlder: true });
    expect(titles(pageVisits(open, later, journey(page(12), page(5)), [page(-2)]))).toEqual(["Page 12"]);
  });

  it("are none where nothing is known", () => {
    expect(pageVisits(open, chat, undefined, [])).toEqual([]);
  });

  it("stand between messages and notices by their time, in a row where nothing comes between", () => {
    const lines = thread({ messages: [message(1), message(9)], notices: [notice(4)] });
    const items = timeline(lines, LAN, [page(-2), page(-1), page(2), page(30)]);
    expect(items.map((item) => item.kind)).toEqual(["day", "visits", "group", "visits", "notice", "group", "visits"]);
    expect(items[1]).toMatchObject({ pages: [page(-2), page(-1)] });
  });
});
