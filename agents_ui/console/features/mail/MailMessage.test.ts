import type { FormAnswer } from "@shared/wire";
import { mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { TooltipProvider } from "reka-ui";
import { beforeEach, describe, expect, it } from "vitest";
import { h } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";

import { at, LAN, mail, message } from "../conversation/fixtures";
import { emptyThread } from "../conversation/thread";
import { timeline, type MailItem } from "../conversation/timeline";
import MailFrame from "./MailFrame.vue";
import MailMessage from "./MailMessage.vue";
import { distrust } from "./pictures";

type Part = Parameters<typeof mail>[0];

function shown(part: Part, of: Parameters<typeof message>[1] = {}, late = true) {
  const thread = { ...emptyThread("c"), seq: 1, messages: [message(1, { body: "It has not come.", mail: mail(part), ...of })] };
  const item = timeline(thread, LAN).find((one): one is MailItem => one.kind === "mail")!;
  return mount({ render: () => h(TooltipProvider, () => h(MailMessage, { item: { ...item, late }, conversation: "c" })) }, { global: { plugins: [router], stubs: { MailFrame: true } } });
}
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/c/:id", name: "conversation", component: { template: "<i />" } }] });

describe("a mail", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    localStorage.clear();
    distrust(mail().sender);
  });

  it("says who, to whom and about what, and more where one asks", async () => {
    const box = shown({ cc: [{ address: "hai@customer.example", name: "Hải" }] });
    expect(box.get("h4").text()).toBe("Where is my order?");
    expect(box.get(".from").text()).toContain("mai@customer.example");
    expect(box.get(".to").text()).toBe("to Shop, Hải");
    expect(box.find("dl").exists()).toBe(false);
    await box.get(".to").trigger("click");
    expect(box.get("dl").text()).toContain("hai@customer.example");
  });

  it("leads to the conversation of another customer that it answers", () => {
    const related = { id: "other", number: 12, customer: "Ann Lee", same_customer: false };
    const note = shown({ related }).get("[role=note]");
    expect(note.text()).toBe("This mail answers conversation #12 of another customer, Ann Lee, in which its sender has no part.");
    expect(note.get("a").attributes("href")).toBe("/c/other");
    const same = shown({ related: { ...related, same_customer: true } }).get("[role=note]");
    expect(same.text()).toContain("of the same customer");
    expect(shown({}).find("[role=note]").exists()).toBe(false);
  });

  it("warns of a stranger who joined with it, and of what came by the contact form", () => {
    expect(shown({ stranger: true }).get("[role=note]").text()).toContain("had no part in this conversation before this mail");
    const form = shown({ by_form: true });
    expect(form.get(".marks").text()).toContain("Contact form");
    expect(form.get(".marks").text()).not.toContain("Sender unchecked");
  });

  it("warns of a forged one while it is folded too", () => {
    const checks = { server: "mx.shop.example", spf: "fail", dkim: "none", dmarc: "fail" };
    expect(shown({ checks }, {}, false).get(".marks").text()).toBe("Sender not confirmed");
    expect(shown({ checks: { ...checks, dmarc: "pass" } }, {}, false).get(".marks").text()).toBe("Sender confirmed");
    expect(shown({ stranger: true }, {}, false).get(".marks").text()).toContain("New to this conversation");
  });

  it("warns of one in our own name that we have not sent, folded or not", () => {
    expect(shown({ not_sent_by_us: true }, {}, false).get(".marks").text()).toContain("Not sent by us");
    const open = shown({ not_sent_by_us: true });
    expect(open.get("[role=note].forged").text()).toContain("Anybody can write that");
    const passed = shown({ not_sent_by_us: true, checks: { server: "mx", spf: "", dkim: "pass", dmarc: "pass" } });
    expect(passed.get("[role=note]").classes()).not.toContain("forged");
    expect(shown({}).text()).not.toContain("Not sent by us");
  });

  it("names the files that were left out, with their sizes and why, and leads to the original", async () => {
    const left_out = [{ name: "big.zip", size: 31_457_280, reason: "too_large" as const }, { name: "none.txt", size: 0, reason: "empty" as const }, { name: "old.zip", size: null, reason: "type_refused" as const }];
    const box = shown({ left_out });
    expect(box.get(".left-out .title").text()).toBe("Left out: 3 files");
    expect(box.findAll(".left-out li").map((one) => one.text())).toEqual(["big.zip30 MB, too large to be kept here", "none.txtempty", "old.zipof a kind that is not taken"]);
    expect(box.find(".left-out button").exists()).toBe(true);
    expect(shown({ left_out, kept: false }).find(".left-out button").exists()).toBe(false);
    expect(shown({}).find(".left-out").exists()).toBe(false);
  });

  it("says to whom and with which blind copies while it is folded, and that not everybody has it", () => {
    const bcc = [{ address: "cy@x.example", name: "Cy" }];
    const had = { address: "mai@x.example", kind: "to" as const, state: "sent" as const, code: null, words: null };
    const lost = { address: "cy@x.example", kind: "bcc" as const, state: "refused" as const, code: "550", words: "no such user" };
    const box = shown({ direction: "out", bcc, recipients: [had, lost] }, { author: "agent", agent: LAN, delivery: "partly" }, false);
    expect(box.get("p.to").text()).toBe("to Shop · Bcc: Cy");
    expect(box.get(".standing").text()).toBe("Not delivered to everybody");
  });

  it("says why it waits, and when it is tried again", () => {
    const late = { address: "mai@x.example", kind: "to" as const, state: "waiting" as const, code: "450", words: "450 greylisted" };
    const went = { direction: "out" as const, recipients: [late], next_try: new Date(Date.now() + 60_000).toISOString() };
    const of = { author: "agent" as const, agent: LAN, delivery: "sending" as const };
    expect(shown(went, of).get(".trouble").text()).toMatch(/tried again at \d.*mai@x\.example.*wants to be asked again.*450 greylisted/s);
    expect(shown(went, of).text()).not.toContain("Being sent");
    expect(shown({ ...went, next_try: at(0) }, of).get(".trouble .title").text()).toBe("Not sent yet; tried again just now");
    expect(shown(went, of, false).get(".standing").text()).toBe("Waits to be sent");
  });

  it("cuts a very long subject until somebody wants all of it", async () => {
    const subject = "Bowl ".repeat(120).trim();
    const box = shown({ subject });
    expect(box.get("h4").attributes("title")).toBe(subject);
    await box.get("h4 button").trigger("click");
    expect([box.get("h4 button").attributes("aria-expanded"), box.get("h4").classes()]).toEqual(["true", ["subject"]]);
    expect(shown({ subject: "Bowl" }).find("h4 button").exists()).toBe(false);
  });

  it("shows what was given on the form beside its text", () => {
    const answers: FormAnswer[] = [
      { key: "order_number", kind: "text", names: { vi: "Mã đơn hàng" }, value: "<b>B-107</b>" },
      { key: "gift", kind: "boolean", names: { en: "A gift", vi: "Quà tặng" }, value: "true" },
    ];
    const box = shown({ by_form: true, answers });
    const given = box.get("[role=group][aria-label='What was given on the form']");
    expect(given.findAll("dt").map((one) => one.text())).toEqual(["Mã đơn hàng", "A gift"]);
    expect(given.findAll("dd").map((one) => one.text())).toEqual(["<b>B-107</b>", "Yes"]);
    expect(shown({ by_form: true }).find("[role=group]").exists()).toBe(false);
  });

  it("keeps what is folded behind a button", async () => {
    const box = shown({ folded: "> quoted before" });
    expect(box.text()).not.toContain("quoted before");
    await box.get(".fold").trigger("click");
    expect(box.text()).toContain("> quoted before");
  });

  it("loads pictures from elsewhere only when asked to, or for whom one trusts", async () => {
    const html = { has_html: true, pictures_elsewhere: true };
    const box = shown(html);
    expect(box.getComponent(MailFrame).props("pictures")).toBe(false);
    await box.findAll(".pictures button")[1]!.trigger("click");
    expect(box.getComponent(MailFrame).props("pictures")).toBe(true);
    expect(shown(html).getComponent(MailFrame).props("pictures")).toBe(true);
    const spoofed = { server: "mx", spf: "fail", dkim: "", dmarc: "fail" };
    const forged = shown({ ...html, checks: spoofed });
    expect(forged.getComponent(MailFrame).props("pictures")).toBe(false);
    expect(forged.findAll(".pictures button")).toHaveLength(1);
  });

  it("stands from right to left where its writing does", () => {
    const came = shown({ has_html: false }, { body: "مرحبا" });
    const went = shown({ direction: "out" }, { author: "agent", agent: LAN, body: "שלום" });
    expect([came.get(".content > .body").attributes("dir"), went.get(".mail-text > p").attributes("dir")]).toEqual(["auto", "auto"]);
  });

  it("begins without the signs of its formatting where it is shut", () => {
    const box = shown({ direction: "out" }, { author: "agent", agent: LAN, body: "Shop **đổi ngay** nhé" }, false);
    expect(box.get(".open").text()).toBe("Show the mail of Lan: Shop đổi ngay nhé");
  });

  it("says for whom it failed, in the server's words, and can be sent again", () => {
    const refused = { address: "nobody@x.example", kind: "to" as const, state: "refused" as const, code: "550", words: "no such user" };
    const box = shown({ direction: "out", recipients: [refused] }, { author: "agent", agent: LAN, delivery: "failed" });
    expect(box.get(".trouble").text()).toMatch(/Not delivered.*nobody@x\.example.*refused.*550.*no such user.*Try again/s);
  });

  it("is not being sent any more where an automatic one has failed", () => {
    const refused = { address: "nobody@x.example", kind: "to" as const, state: "refused" as const, code: "550", words: "no such user" };
    const box = shown({ direction: "out", recipients: [refused] }, { author: "system", agent: null, delivery: "failed" });
    expect(box.get(".trouble").text()).toContain("Not delivered");
    expect(box.text()).not.toContain("Being sent");
  });

  it("says in the reader's language that a server takes no letters such as ồ before the @", () => {
    const refused = { address: "hồng@x.example", kind: "to" as const, state: "refused" as const, code: "5.6.7", words: "no SMTPUTF8" };
    const box = shown({ direction: "out", recipients: [refused] }, { author: "agent", agent: LAN, delivery: "failed" });
    expect(box.get(".trouble").text()).toContain("takes only plain letters before the @");
    expect(box.get(".trouble").text()).not.toContain("SMTPUTF8");
  });

  it("does not say that it was not delivered at all where somebody has it", () => {
    const had = { address: "mai@x.example", kind: "to" as const, state: "sent" as const, code: null, words: null };
    const lost = { address: "nobody@x.example", kind: "cc" as const, state: "bounced" as const, code: "5.1.1", words: "no such user" };
    const box = shown({ direction: "out", recipients: [had, lost] }, { author: "agent", agent: LAN, delivery: "failed" });
    expect(box.get(".title").text()).toBe("Not delivered to everybody");
    expect(box.get(".trouble ul").text()).toMatch(/^mai@x\.example: sent.*nobody@x\.example: came back \(5\.1\.1\)/);
  });

  it("shows a picture that stands in its text there alone, and the other files below", () => {
    const file = (name: string, type: string) => ({ id: name, path: `/files/${name}`, name, size: 9, media_type: type, width: type === "image/png" ? 2 : null, height: type === "image/png" ? 1 : null });
    const files = [file("label.png", "image/png"), file("form.pdf", "application/pdf")];
    const box = shown({ direction: "out" }, { author: "agent", agent: LAN, body: "Here:\n\n![label.png]", files: files as never });
    expect(box.findAll("img").map((one) => one.attributes("src"))).toEqual(["/files/label.png"]);
    expect(box.text()).toContain("form.pdf");
  });
});
