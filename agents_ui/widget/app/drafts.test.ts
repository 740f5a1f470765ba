// What a visitor has begun to write: kept, shown to staff, and forgotten.
import { describe, expect, it } from "vitest";

import type { Frame } from "./frames";
import { ack, conversation, message, snapshot, welcome } from "./testing";
import { begin, fakeWorld, hear, posted, session, socket, start } from "./world";

fakeWorld();

describe("what the visitor has begun to write", () => {
  const tab = () => posted.flatMap((m) => (m.type === "keep" && m.tab?.drafts ? [m.tab.drafts] : [])).at(-1);
  const talking = async (drafts = {}) => {
    begin({ token: "t", conversation: "c1", open: true }, { drafts });
    await socket().say(welcome(), snapshot([message(1)], 1));
  };

  it("stays in its conversation when another is shown, and is there on the way back and on the next page", async () => {
    await talking({ c2: "for two" });
    session.draft.value = "for one";
    session.choose("c2");
    expect(session.draft.value).toBe("for two");
    await socket().say(snapshot([message(4)], 4, { conversation: conversation({ id: "c2" }) }));
    session.restart();
    expect(session.draft.value).toBe("");
    session.draft.value = "for a new one";
    session.choose("c1");
    expect(session.draft.value).toBe("for one");
    expect(tab()).toMatchObject({ c1: "for one", c2: "for two", "": "for a new one" });
  });

  it("goes along where its conversation begins", async () => {
    begin();
    await socket().say(welcome(null));
    session.write("Hello");
    session.draft.value = "and mo";
    const sent = socket().sent.findLast((command) => command.type === "send")!;
    await socket().say(ack(1, sent.client_id));
    expect([session.draft.value, tab()]).toEqual(["and mo", { c1: "and mo" }]);
  });

  it("goes into the next one where its own has ended", async () => {
    await talking();
    session.draft.value = "one more thing";
    await socket().say({ type: "conversation", seq: 2, conversation: conversation({ status: "resolved" }) });
    session.restart();
    expect(session.draft.value).toBe("one more thing");
  });

  it("is gone for the next visitor, in all conversations", async () => {
    await talking({ c2: "secret" });
    hear({ type: "kept", kept: { out: 1 } });
    expect(tab()).toEqual({});
    session.choose("c2");
    expect(session.draft.value).toBe("");
  });
});


describe("what is being written", () => {
  const begins = async (extra: object) => {
    start({ typing_preview: true });
    hear({ type: "init", kept: {}, tab: {}, locale: "vi", wishes: {} });
    socket().open();
    await socket().say({ ...welcome(), ...extra } as Frame, snapshot([message(1)], 1));
    session.typing("Xin ch");
    return [session.previewing(), socket().sent.at(-1)];
  };

  it("is shown to staff while somebody is there, and to nobody else", async () => {
    expect(await begins({})).toEqual([true, { type: "typing", on: true, text: "Xin ch" }]);
    expect(await begins({ online: false })).toEqual([false, { type: "typing", on: true }]);
    expect(await begins({ hours: { open: false, next_open: null } })).toEqual([false, { type: "typing", on: true }]);
  });
});


describe("signing out in another tab", () => {
  it("empties also a tab that had no chat open then, and once", async () => {
    begin({ out: 7 }, { drafts: { "": "half" }, answers: { name: "Lan" } });
    expect([session.draft.value, session.answers.value]).toEqual(["", {}]);
    const tab = posted.flatMap((m) => (m.type === "keep" && m.tab ? [m.tab] : []))[0];
    expect(tab).toEqual({ out: 7, drafts: undefined, answers: undefined });
    begin({ out: 7 }, { out: 7, drafts: { "": "written since" } });
    expect(session.draft.value).toBe("written since");
  });

  it("is known to the next page of a tab that heard of it", async () => {
    begin({ token: "t" });
    hear({ type: "kept", kept: { out: 7 } });
    const tab = Object.assign({}, ...posted.flatMap((m) => (m.type === "keep" && m.tab ? [m.tab] : []))) as { out?: number };
    expect(tab.out).toBe(7);
  });
});
