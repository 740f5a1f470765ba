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
    vi.spyOn(api, "get").mockResolvedValue({ items: [], next: null });
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

  it("says at the first step that another mailbox has the address, and keeps what was entered by hand when it is corrected", async () => {
    const others = [{ id: "o", address: "support@shop.example", aliases: [] }];
    vi.spyOn(api, "get").mockImplementation((path) => Promise.resolve({ items: path === "/mailboxes" ? others : [], next: null } as never));
    mount(MailboxDialog, { props: { view: null }, attachTo: document.body });
    await flushPromises();
    await fill("Address", "Support@shop.example");
    await submit();
    expect(document.querySelector("[aria-current=step]")!.textContent).toContain("Address");
    expect(document.body.textContent).toContain("Support@shop.example is the address of the mailbox support@shop.example already.");
    await fill("Address", "sales@shpo.example");
    await submit();
    await fill("Server", "mail.shop.example");
    const back = [...document.querySelectorAll("button")].find((each) => each.textContent?.trim() === "Back");
    back!.click();
    await flushPromises();
    await fill("Address", "sales@shop.example");
    await submit();
    expect([field("Server").value, field("User name").value]).toEqual(["mail.shop.example", "sales@shop.example"]);
  });

  it("asks from when on mail is taken in where one that is there is fetched from another account", async () => {
    const send = vi.spyOn(api, "send").mockResolvedValue({});
    const place = { host: "imap.shop.example", port: 993, security: "tls", username: "support", folder: "INBOX", auth: "password" };
    const view = { id: "m", name: "Shop", address: "support@shop.example", aliases: [], kind: "imap", incoming: place, outgoing: {}, settings: {}, version: 3 };
    mount(MailboxDialog, { props: { view: view as never }, attachTo: document.body });
    await flushPromises();
    await submit();
    await submit();
    expect(document.querySelector("input[type=radio][value=from]")).toBeNull();
    await submit();
    expect(send).toHaveBeenLastCalledWith("PATCH", "/mailboxes/m", { version: 3 }, undefined, 60_000);
    document.querySelectorAll<HTMLButtonElement>(".steps button")[1]!.click();
    await flushPromises();
    await fill("User name", "sales");
    await submit();
    expect(document.querySelector(".why")!.textContent).toContain("another account or folder");
    document.querySelector<HTMLInputElement>("input[type=radio][value=from]")!.click();
    await flushPromises();
    const day = field("From this day on");
    const here = new Date();
    expect(day.max).toBe(`${here.getFullYear()}-${String(here.getMonth() + 1).padStart(2, "0")}-${String(here.getDate()).padStart(2, "0")}`);
    await fill("From this day on", "2026-11-01");
    await submit();
    const since = new Date("2026-11-01T00:00").toISOString();
    expect(send).toHaveBeenLastCalledWith("PATCH", "/mailboxes/m", { version: 3, incoming: expect.objectContaining({ username: "sales" }), import_from: since }, undefined, 60_000);
  });
});
