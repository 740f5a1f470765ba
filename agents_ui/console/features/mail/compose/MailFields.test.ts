import { enableAutoUnmount, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { AnswerForm } from "@shared/wire";

import { useMailDrafts } from "./mailDrafts";
import MailFields from "./MailFields.vue";

const FORM: AnswerForm = {
  sender: { address: "support@shop.example", name: "Shop" },
  to: [{ address: "mallory@far.example", name: "Lan Nguyễn" }],
  cc: [],
  subject: "Re: Bowl",
  forward_subject: "Fwd: Bowl",
  locale: "en",
  signatures: {},
  quoted: "",
  quoted_if_forwarded: false,
  forged: false,
};

enableAutoUnmount(afterEach);

describe("to whom an answer goes", () => {
  beforeEach(() => setActivePinia(createPinia()));

  it("is said with the address, whatever name is given with it", () => {
    const fields = mount(MailFields, { props: { conversation: "c", form: FORM } });
    expect(fields.get(".summary").text()).toBe("to Lan Nguyễn <mallory@far.example>");
    expect(fields.find(".forged").exists()).toBe(false);
  });

  it("is looked up, and not nobody, until it is known", async () => {
    const fields = mount(MailFields, { props: { conversation: "other", form: null } });
    expect(fields.get(".summary").text()).toBe("Looking up to whom it goes…");
    useMailDrafts().begin("other", "forward");
    await fields.vm.$nextTick();
    useMailDrafts().change("other", { open: false });
    await fields.vm.$nextTick();
    expect(fields.get(".summary").text()).toBe("to nobody yet");
  });

  it("is warned of where the last mail is not confirmed", () => {
    const fields = mount(MailFields, { props: { conversation: "c", form: { ...FORM, forged: true } } });
    expect(fields.get(".forged").text()).toContain("not confirmed");
  });
});
