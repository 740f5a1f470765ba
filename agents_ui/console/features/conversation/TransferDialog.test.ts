import type { Person } from "@shared/wire";
import { mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it } from "vitest";
import { nextTick } from "vue";

import { usePeople } from "../presence/people";
import { at, LAN, row } from "./fixtures";
import TransferDialog from "./TransferDialog.vue";

function person(id: string, name: string): Person {
  return { agent: { id, name }, role: "agent", presence: "available", reason: null, since: at(0), chats: 0, chat_limit: 3 };
}

const inPlace = { template: "<div><slot /></div>" };
const show = () =>
  mount(TransferDialog, {
    props: { row: row({ agent: LAN, owner: "agent" }), open: true },
    global: { stubs: { Dialog: inPlace } },
  });

describe("the dialog to transfer", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    usePeople().replace([person("lan", "Lan"), person("an", "An"), person("binh", "Bình")]);
  });

  it("offers every colleague but the owner", () => {
    expect(show().findAll(".name").map((name) => name.text())).toEqual(["An", "Bình"]);
  });

  it("drops whom the server no longer lists, also when already chosen", async () => {
    const dialog = show();
    await dialog.get("input[value=an]").setValue(true);
    expect(dialog.get("button[type=submit]").attributes("disabled")).toBeUndefined();
    usePeople().replace([person("lan", "Lan"), person("binh", "Bình")]);
    await nextTick();
    expect(dialog.findAll(".name").map((name) => name.text())).toEqual(["Bình"]);
    expect(dialog.get("button[type=submit]").attributes("disabled")).toBeDefined();
  });
});
