import { enableAutoUnmount, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { AnswerForm } from "@shared/wire";

import MailFields from "./MailFields.vue";

const FORM: AnswerForm = {
  sender: { address: "support@shop.example", name: "Shop" },
  to: [{ address: "mallory@far.example", name: "Lan Nguyễn" }],
  cc: [],
  subject: "Re: Bowl",
  forward_subject: "Fwd: Bowl",
  locale: "en",
  signature: "",
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

  it("is warned of where the last mail is not confirmed", () => {
    const fields = mount(MailFields, { props: { conversation: "c", form: { ...FORM, forged: true } } });
    expect(fields.get(".forged").text()).toContain("not confirmed");
  });
});
