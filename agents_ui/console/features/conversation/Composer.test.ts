import { ApiError } from "@shared/api";
import type { FileRef } from "@shared/uploads";
import type { AnswerForm } from "@shared/wire";
import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { useLive } from "../live/live";
import { useMailDrafts } from "../mail/compose/mailDrafts";
import { usePeople } from "../presence/people";
import Composer from "./Composer.vue";
import { useDrafts } from "./drafts";
import { LAN, message, person, row } from "./fixtures";
import { emptyThread } from "./thread";
import { useThreads } from "./threads";

const FORM: AnswerForm = {
  sender: { address: "support@shop.example", name: "Shop" },
  to: [{ address: "ann@customer.example", name: "Ann" }],
  cc: [],
  subject: "Re: Bowl",
  forward_subject: "Fwd: Bowl",
  locale: "en",
  signatures: {},
  quoted: "",
  quoted_if_forwarded: false,
  forged: false,
};
const ANSWERS: Record<string, unknown> = { "/conversations/c/answer-form": FORM, "/files/rules": { max_bytes: 25 << 20, max_files: 10, mail_bytes: 18 << 20 } };
const file = (name: string, megabytes: number): FileRef => ({ id: name, path: `/files/${name}`, name, size: megabytes << 20, media_type: "application/pdf", width: null, height: null });

/** In a conversation by mail. */
async function byMail() {
  vi.mocked(api.get).mockImplementation((path: string) => Promise.resolve(ANSWERS[path] ?? { drafts: [] }) as never);
  const send = vi.spyOn(useThreads(), "send");
  const box = mount(Composer, { props: { row: row({ channel: "email" }) }, global: { stubs: { MailFields: true, MailTools: true, SendLater: true } } });
  await flushPromises();
  return { box, mail: box.get("textarea"), send };
}

describe("the composer", () => {
  beforeEach(() => {
    sessionStorage.clear();
    setActivePinia(createPinia());
    vi.spyOn(useLive(), "send").mockReturnValue(true);
    vi.spyOn(api, "get").mockResolvedValue({ drafts: [] });
    vi.spyOn(api, "send").mockRejectedValue(new ApiError(0, "unreachable", ""));
  });

  const open = () => {
    const send = vi.spyOn(useThreads(), "send");
    const box = mount(Composer, { props: { row: row() } });
    return { box, field: box.get("textarea"), send };
  };

  it("sends with Enter, trimmed, and is empty again", async () => {
    const { field, send } = open();
    await field.setValue("  hello  ");
    await field.trigger("keydown", { key: "Enter" });
    expect(send).toHaveBeenCalledWith("c", { body: "hello", audience: "public", mentions: [], files: [] });
    expect(field.element.value).toBe("");
  });

  it("leaves Shift+Enter, and Enter of an input method, to the text", async () => {
    const { field, send } = open();
    await field.setValue("xin chao");
    await field.trigger("keydown", { key: "Enter", shiftKey: true });
    await field.trigger("keydown", { key: "Enter", isComposing: true });
    expect(send).not.toHaveBeenCalled();
  });

  it("sends nothing that is only space", async () => {
    const { box, field, send } = open();
    await field.setValue("   ");
    await field.trigger("keydown", { key: "Enter" });
    expect(send).not.toHaveBeenCalled();
    expect(box.get("button[type=submit]").attributes("disabled")).toBeDefined();
  });

  it("keeps reply and note apart, and never tells the customer that a note is typed", async () => {
    const { box, field, send } = open();
    await field.setValue("to the customer");
    const said = vi.mocked(useLive().send).mock.calls.length;
    await box.get(".modes .note").trigger("click");
    expect(field.element.value).toBe("");
    await field.setValue("for colleagues");
    expect(vi.mocked(useLive().send).mock.calls.length).toBe(said);
    await field.trigger("keydown", { key: "Enter" });
    expect(send).toHaveBeenCalledWith("c", { body: "for colleagues", audience: "staff", mentions: [], files: [] });
    await box.get(".modes .reply").trigger("click");
    expect(field.element.value).toBe("to the customer");
  });

  it("suggests colleagues after an @ in a note alone, and sends whom it names", async () => {
    usePeople().replace([person(LAN.id, LAN.name)]);
    const { box, field, send } = open();
    await field.setValue("@la");
    await flushPromises();
    expect(box.find("[role=option]").exists()).toBe(false);
    await box.get(".modes .note").trigger("click");
    await field.setValue("ask @la");
    await flushPromises();
    expect(box.get("[role=option]").text()).toContain("Lan");
    await field.trigger("keydown", { key: "Enter" });
    await flushPromises();
    expect(field.element.value).toBe("ask @Lan ");
    await field.trigger("keydown", { key: "Enter" });
    expect(send).toHaveBeenCalledWith("c", { body: "ask @Lan", audience: "staff", mentions: ["lan"], files: [] });
  });

  it("asks before it sends an answer that a colleague's has overtaken", async () => {
    const threads = useThreads();
    threads.threads.set("c", { ...emptyThread("c"), seq: 1, messages: [message(1)] });
    const { box, field, send } = open();
    await field.setValue("my answer");
    const theirs = message(2, { author: "agent", agent: LAN });
    threads.threads.set("c", { ...emptyThread("c"), seq: 2, messages: [message(1), theirs] });
    await field.trigger("keydown", { key: "Enter" });
    expect(send).not.toHaveBeenCalled();
    const bar = box.get("[role=alert]");
    expect(bar.text()).toContain("Lan has answered");
    await bar.findAll("button")[1]!.trigger("click");
    expect(send).toHaveBeenCalledOnce();
  });

  it("keeps a draft for each conversation", async () => {
    const { box, field } = open();
    await field.setValue("half a sentence");
    box.unmount();
    const other = mount(Composer, { props: { row: row({ id: "d" }) } });
    expect(other.get("textarea").element.value).toBe("");
    expect(open().field.element.value).toBe("half a sentence");
  });

  it("writes a mail in a conversation by mail: Enter begins a new line, Ctrl+Enter sends", async () => {
    vi.mocked(api.get).mockRejectedValue(new ApiError(0, "unreachable", ""));
    const send = vi.spyOn(useThreads(), "send");
    const box = mount(Composer, { props: { row: row({ channel: "email" }) }, global: { stubs: { MailFields: true, MailTools: true, SendLater: true } } });
    const field = box.get("textarea");
    await field.setValue("**Hello**");
    await field.trigger("keydown", { key: "Enter" });
    expect(send).not.toHaveBeenCalled();
    await field.trigger("keydown", { key: "Enter", ctrlKey: true });
    expect(send.mock.calls[0]![1]).toMatchObject({ body: "**Hello**", audience: "public", mail: { html: "<p><strong>Hello</strong></p>", to: null, quote: true } });
    await box.get(".modes .note").trigger("click");
    await field.setValue("for colleagues");
    await field.trigger("keydown", { key: "Enter" });
    expect(send.mock.calls[1]![1]).not.toHaveProperty("mail");
  });

  it("names whom a mail is written to, and not who the customer is", async () => {
    const { mail, box } = await byMail();
    expect(mail.attributes("placeholder")).toBe("Write to Ann <ann@customer.example>…");
    useMailDrafts().begin("c", "forward");
    await flushPromises();
    expect(mail.attributes("placeholder")).toBe("Write…");
    await box.get(".modes .note").trigger("click");
    expect(mail.attributes("placeholder")).toContain("Mai does not see it");
  });

  it("says before a mail is sent that its files are too much for one, and lets none of it go", async () => {
    const { box, mail, send } = await byMail();
    await mail.setValue("See here");
    useDrafts().attach("c", "reply", [file("a.pdf", 15), file("b.pdf", 5)]);
    await flushPromises();
    expect(box.get("[role=alert]").text()).toContain("The files are 20 MB together; a mail takes 18 MB.");
    expect(box.get("button[type=submit]").attributes("disabled")).toBeDefined();
    await mail.trigger("keydown", { key: "Enter", ctrlKey: true });
    expect(send).not.toHaveBeenCalled();
    useDrafts().attach("c", "reply", [file("a.pdf", 15)]);
    await flushPromises();
    expect(box.find("[role=alert]").exists()).toBe(false);
    expect(box.get("button[type=submit]").attributes("disabled")).toBeUndefined();
  });

  it("names no keys where there are none", async () => {
    useLive().state = "open";
    vi.stubGlobal("matchMedia", (query: string) => ({ matches: query.includes("coarse"), addEventListener: () => {}, removeEventListener: () => {} }));
    try {
      expect((await byMail()).box.get("footer p").text()).toBe("");
    } finally {
      vi.unstubAllGlobals();
    }
    expect((await byMail()).box.get("footer p").text()).toBe("Ctrl+Enter sends");
  });
});
