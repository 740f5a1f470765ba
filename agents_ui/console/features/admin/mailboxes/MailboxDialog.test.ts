import { ApiError } from "@shared/api";
import { enableAutoUnmount, flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../../api";
import MailboxDialog from "./MailboxDialog.vue";

enableAutoUnmount(afterEach);

const field = (label: string) => {
  const found = [...document.querySelectorAll("label")].find((one) => one.textContent?.startsWith(label));
  return document.getElementById(found!.htmlFor) as HTMLInputElement;
};

async function fill(label: string, text: string): Promise<void> {
  const box = field(label);
  box.value = text;
  box.dispatchEvent(new Event("input"));
  await flushPromises();
}

async function submit(): Promise<void> {
  document.querySelector("form")!.dispatchEvent(new Event("submit", { cancelable: true }));
  await flushPromises();
}

describe("connecting a mailbox", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    vi.spyOn(api, "get").mockResolvedValue({ items: [] });
  });

  it("goes from the address over its servers to the test, and says in plain words what is wrong with which", async () => {
    const send = vi.spyOn(api, "send").mockRejectedValueOnce(new ApiError(422, "mailbox_sign_in", "", "incoming", null, "AUTHENTICATIONFAILED")).mockResolvedValue({});
    const box = mount(MailboxDialog, { props: { view: null }, attachTo: document.body });
    await flushPromises();
    await submit();
    expect(document.querySelector("[aria-current=step]")!.textContent).toContain("Address");
    await fill("Address", "shop@gmail.com");
    await submit();
    expect(document.body.textContent).toContain("imap.gmail.com");
    expect(document.body.textContent).toContain("wants an app password");
    await submit();
    await submit();
    expect(document.querySelector("[aria-current=step]")!.textContent).toContain("Servers");
    await fill("Password", "secret");
    await submit();
    await submit();
    expect(document.querySelector("[role=alert]")!.textContent).toContain("The server refuses the user name or the password");
    expect(document.querySelector("[role=alert]")!.textContent).toContain("AUTHENTICATIONFAILED");
    expect(document.activeElement).toBe(document.querySelector("[role=alert]"));
    expect(field("Password").getAttribute("aria-invalid")).toBe("true");
    expect(document.querySelector("fieldset.wrong")).toBeNull();
    expect(document.querySelector("[aria-current=step]")!.textContent).toContain("Servers");
    await submit();
    await submit();
    expect(send).toHaveBeenLastCalledWith("POST", "/mailboxes", expect.objectContaining({ address: "shop@gmail.com", secrets: { password: "secret" } }), undefined, 60_000);
    expect(box.emitted("close")).toBeTruthy();
  });
});
