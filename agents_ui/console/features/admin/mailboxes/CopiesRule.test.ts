import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError } from "@shared/api";
import { api } from "../../../api";
import CopiesRule from "./CopiesRule.vue";

describe("the rule for one mail to several mailboxes", () => {
  beforeEach(() => {
    vi.spyOn(api, "get").mockReset().mockResolvedValue({ rules: {}, version: 3 });
    vi.spyOn(api, "send").mockReset().mockResolvedValue({ rules: { copies: "one" }, version: 4 });
  });

  async function shown() {
    const rule = mount(CopiesRule);
    await flushPromises();
    return { rule, radio: (value: string) => rule.find<HTMLInputElement>(`input[value=${value}]`) };
  }

  it("is one conversation for each inbox, until somebody chooses that they are joined", async () => {
    const { radio } = await shown();
    expect(radio("each").element.checked).toBe(true);
    await radio("one").setValue(true);
    await flushPromises();
    expect(api.send).toHaveBeenCalledWith("PUT", "/settings/mail", { rules: { copies: "one" }, version: 3 });
    expect(radio("one").element.checked).toBe(true);
  });

  it("stays as it was where that is refused", async () => {
    vi.mocked(api.send).mockRejectedValue(new ApiError(409, "changed_meanwhile", "Look again."));
    const { radio } = await shown();
    await radio("one").setValue(true);
    await flushPromises();
    expect(radio("each").element.checked).toBe(true);
  });
});
