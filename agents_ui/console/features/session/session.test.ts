import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { USUAL } from "../preferences/settings";
import { useSession } from "./session";

const me = (id: string) => ({ id, name: id, email: "", role: "agent", locale: "en", scopes: [], preferences: USUAL });

describe("a tab", () => {
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
    setActivePinia(createPinia());
    vi.spyOn(api, "send").mockImplementation(async (method: string, _: string, body?: unknown) =>
      (method === "POST" ? me((body as { email: string }).email) : undefined) as never,
    );
  });
  const words = () => sessionStorage.getItem("contact-center:drafts");
  const write = () => sessionStorage.setItem("contact-center:drafts", "half");

  it("keeps what was begun for whoever signs in again, and for nobody else", async () => {
    const session = useSession();
    expect(await session.signIn("lan", "p")).toBe(true);
    write();
    expect([await session.signIn("lan", "p"), words()]).toEqual([true, "half"]);
    expect([await session.signIn("minh", "p"), words()]).toEqual([false, null]);
  });

  it("also forgets it where somebody else is found to be signed in", async () => {
    await useSession().signIn("lan", "p");
    write();
    setActivePinia(createPinia());
    vi.spyOn(api, "get").mockResolvedValue(me("minh") as never);
    await useSession().restore();
    expect([useSession().me?.id, words()]).toEqual(["minh", null]);
  });

  it("forgets everything when somebody signs out, here or in another tab", async () => {
    const session = useSession();
    await session.signIn("lan", "p");
    write();
    await session.signOut();
    expect([session.me, session.left, words()]).toEqual([null, true, null]);
    await session.signIn("lan", "p");
    write();
    dispatchEvent(new StorageEvent("storage", { key: "contact-center:left" }));
    expect([session.me, words()]).toEqual([null, null]);
    expect(await session.signIn("minh", "p")).toBe(false);
  });

  it("forgets it also where the line is cut before the answer comes", async () => {
    const session = useSession();
    await session.signIn("lan", "p");
    write();
    vi.spyOn(api, "send").mockImplementation(async () => {
      session.me = null;
      expect([words(), Number(localStorage.getItem("contact-center:left"))]).toEqual([null, expect.any(Number)]);
      expect(localStorage.getItem("contact-center:left")).not.toBeNull();
      return undefined as never;
    });
    await session.signOut();
  });

  it("between two pages when somebody signed out forgets it on the next", async () => {
    await useSession().signIn("lan", "p");
    write();
    localStorage.setItem("contact-center:left", String(Date.now() + 1));
    setActivePinia(createPinia());
    expect([useSession().me, words()]).toEqual([null, null]);
  });

  it("that nobody was in yet leads to where it was opened", async () => {
    expect(await useSession().signIn("lan", "p")).toBe(true);
  });

  it("knows that somebody is leaving before the server's line is cut, and not where the server refuses", async () => {
    const session = useSession();
    await session.signIn("lan", "p");
    vi.spyOn(api, "send").mockImplementation(async () => {
      expect(session.left).toBe(true);
      throw new Error("no line");
    });
    await expect(session.signOut()).rejects.toThrow("no line");
    expect([session.left, session.me?.id]).toEqual([false, "lan"]);
  });
});
