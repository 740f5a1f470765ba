import { beforeEach, describe, expect, it, vi } from "vitest";

import { row } from "../conversation/fixtures";
import { sound } from "../preferences/preferences";
import { settings, USUAL } from "../preferences/settings";
import { notify, tell, type News } from "./alerts";
import { announceRow } from "./announce";
import * as sounds from "./sounds";

const NEWS: News = { kind: "message", about: "a", title: "Mai", text: "hello", conversation: "c" };
const shown: [string, NotificationOptions | undefined][] = [];

class SystemNotification {
  static permission: NotificationPermission = "granted";
  onclick = null;
  constructor(title: string, options?: NotificationOptions) {
    shown.push([title, options]);
  }
  close(): void {}
}

const given = (news: Partial<News>) => {
  tell({ ...NEWS, ...news });
  return vi.advanceTimersByTimeAsync(1000);
};

describe("news", () => {
  let chime: ReturnType<typeof vi.spyOn>;

  beforeEach(() => {
    vi.useFakeTimers();
    localStorage.clear();
    shown.length = 0;
    sound.value = true;
    Object.assign(settings, JSON.parse(JSON.stringify(USUAL)), { desktop: true });
    vi.stubGlobal("Notification", SystemNotification);
    SystemNotification.permission = "granted";
    chime = vi.spyOn(sounds, "chime").mockReturnValue(undefined);
    vi.spyOn(document, "hasFocus").mockReturnValue(false);
    return () => {
      vi.unstubAllGlobals();
      vi.useRealTimers();
    };
  });

  it("sound and pop up once, however many tabs hear of them", async () => {
    await given({});
    await given({});
    await given({ about: "b" });
    expect(chime.mock.calls).toEqual([
      ["message", 60],
      ["message", 60],
    ]);
    expect(shown.map(([title, options]) => [title, options?.tag])).toEqual([
      ["Mai", "a"],
      ["Mai", "b"],
    ]);
  });

  it("follow what was chosen for their kind", async () => {
    settings.alerts = { ...settings.alerts, message: { sound: false, desktop: true }, mentioned: { sound: true, desktop: false } };
    await given({ about: "1" });
    await given({ about: "2", kind: "mentioned" });
    await given({ about: "3", kind: "waiting" });
    expect(chime.mock.calls).toEqual([["mentioned", 60]]);
    expect(shown).toHaveLength(1);
  });

  it("are silent in quiet hours and in a browser that was muted", async () => {
    settings.quiet = { ...settings.quiet, on: true, begin: "00:00", end: "00:00" };
    await given({ about: "1" });
    settings.quiet = { ...settings.quiet, on: false };
    sound.value = false;
    settings.desktop = false;
    await given({ about: "2" });
    expect([chime.mock.calls, shown]).toEqual([[], []]);
  });

  it("do not pop up without the browser's leave", () => {
    SystemNotification.permission = "denied";
    expect(notify(NEWS)).toBe(false);
    expect(shown).toEqual([]);
  });

  it("come of our customers' messages, and of who waits while we are available", async () => {
    settings.alerts = { ...settings.alerts, waiting: { sound: true, desktop: false } };
    const waiting = row({ owner: "none", agent: null, waiting_since: "2026-11-20T09:00:00Z" });
    announceRow(undefined, waiting, "lan", false);
    announceRow(undefined, waiting, "lan", true);
    announceRow(waiting, { ...waiting, version: 9 }, "lan", true);
    const mine = row({ id: "d", owner: "agent", agent: { id: "lan", name: "Lan" }, unread: 1 });
    announceRow(mine, { ...mine, unread: 2, version: 3 }, "lan", true);
    announceRow(undefined, mine, "lan", true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(chime.mock.calls.map(([kind]: unknown[]) => kind)).toEqual(["waiting", "message"]);
  });
});
