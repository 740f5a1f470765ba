import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { useLabels } from "./labels";

const VIP = { id: "vip", name: "VIP", colour: "#ff8800", version: 1 };

describe("labels", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    vi.spyOn(api, "get").mockReset().mockResolvedValue({ items: [VIP], next: null });
  });

  it("are read when a conversation has one that is not known, and then not again", async () => {
    const labels = useLabels();
    await labels.learn(["vip"]);
    await labels.learn(["vip"]);
    expect(labels.named(["vip"])).toEqual([VIP]);
    expect(api.get).toHaveBeenCalledTimes(1);
  });

  it("that were removed are not drawn, nor asked for again and again", async () => {
    const labels = useLabels();
    await labels.learn(["gone", "vip"]);
    await labels.learn(["gone"]);
    expect(labels.named(["gone", "vip"])).toEqual([VIP]);
    expect(api.get).toHaveBeenCalledTimes(1);
  });
});
