import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { row } from "../conversation/fixtures";
import { useConversations } from "../conversations/conversations";
import { matching } from "../palette/commands";
import { useLabels } from "./labels";
import { labelCommands, labelSource, toggleLabel } from "./putting";

const label = (id: string, name: string) => ({ id, name, colour: "#ff8800", version: 1 });
const ALL = [label("refund", "Hoàn tiền"), label("vip", "VIP"), label("order", "Đặt riêng")];

describe("putting labels on a conversation", () => {
  beforeEach(async () => {
    setActivePinia(createPinia());
    vi.spyOn(api, "get").mockReset().mockResolvedValue({ items: ALL, next: null });
    vi.spyOn(api, "send").mockReset().mockImplementation(async (_method, _path, body) => row({ version: 2, ...(body as object) }));
    await useLabels().load();
  });

  it("keeps those that are on, and leaves out those that have been removed", async () => {
    await toggleLabel(row({ labels: ["vip", "gone"] }), "refund");
    expect(api.send).toHaveBeenCalledWith("PUT", "/conversations/c/labels", { labels: ["vip", "refund"] });
    expect(useConversations().rows.get("c")?.labels).toEqual(["vip", "refund"]);
    await toggleLabel(row({ labels: ["vip"] }), "vip");
    expect(api.send).toHaveBeenLastCalledWith("PUT", "/conversations/c/labels", { labels: [] });
  });

  it("is offered by # for what is not on yet, found without tone marks, and leaves nothing in the text", async () => {
    const source = labelSource(() => row({ labels: ["vip"] }));
    expect((await source.find("")).map((item) => item.key)).toEqual(["refund", "order"]);
    const [found] = await source.find("dat");
    expect(found).toEqual({ key: "order", title: "Đặt riêng", colour: "#ff8800" });
    expect(source.insert(found!)).toBe("");
    expect(api.send).toHaveBeenCalledWith("PUT", "/conversations/c/labels", { labels: ["vip", "order"] });
  });

  it("stands in the palette once somebody looks for it", () => {
    const commands = labelCommands(row({ labels: ["vip"] }), ALL, "Conversation");
    expect(matching("", commands)).toEqual([]);
    expect(matching("add hoan", commands).map((one) => one.label)).toEqual(["Add label: Hoàn tiền"]);
    expect(matching("vip", commands).map((one) => one.label)).toEqual(["Take off label: VIP"]);
  });
});
