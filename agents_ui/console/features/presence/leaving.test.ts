import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { useConversations } from "../conversations/conversations";
import { useLive } from "../live/live";
import { useSession } from "../session/session";
import { useLeaving } from "./leaving";

const AWAY = { type: "set_presence", presence: "away", reason: "lunch" };

describe("leaving", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    vi.spyOn(useLive(), "send").mockReturnValue(true);
    vi.spyOn(useSession(), "signOut").mockResolvedValue(undefined);
    vi.spyOn(api, "send").mockReset().mockImplementation(async () => ({ conversations: 2 }));
  });

  const holding = (mine: number) => (useConversations().counts = { mine, unassigned: 0, bot: 0, all: mine });

  it("asks nothing of who has nothing open", async () => {
    holding(0);
    await useLeaving().away("lunch");
    expect(useLive().send).toHaveBeenCalledWith(AWAY);
    await useLeaving().signOut();
    expect(useSession().signOut).toHaveBeenCalled();
  });

  it("asks first where something is open, and keeps it if so wished", async () => {
    holding(2);
    const leaving = useLeaving();
    await leaving.away("lunch");
    expect([leaving.asking, vi.mocked(useLive().send).mock.calls]).toEqual([{ reason: "lunch" }, []]);
    await leaving.answer(false);
    expect(useLive().send).toHaveBeenCalledWith(AWAY);
    expect([leaving.asking, vi.mocked(api.send).mock.calls]).toEqual([null, []]);
  });

  it("gives everything back, which sets us away, before it signs out", async () => {
    holding(2);
    const leaving = useLeaving();
    await leaving.signOut();
    await leaving.answer(true);
    expect(api.send).toHaveBeenCalledWith("POST", "/work/give-back", { reason: null });
    expect(useSession().signOut).toHaveBeenCalled();
    expect(useLive().send).not.toHaveBeenCalled();
  });
});
