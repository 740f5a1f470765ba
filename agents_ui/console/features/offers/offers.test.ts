import { ApiError } from "@shared/api";
import { toasts } from "@shared/ui/toasts";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { api } from "../../api";
import { router } from "../../router";
import { row } from "../conversation/fixtures";
import * as alerts from "../live/alerts";
import { frame, offer, wrapUp } from "./fixtures";
import { useOffers } from "./offers";

describe("offers", () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    toasts.value = [];
    vi.restoreAllMocks();
    vi.spyOn(alerts, "tell").mockReturnValue(undefined);
    vi.spyOn(router, "push").mockResolvedValue(undefined);
  });

  it("are told of once, however often the list comes", () => {
    const offers = useOffers();
    offers.receive(frame([offer("a")]));
    offers.receive(frame([offer("a"), offer("b", { customer: "An", subject: "A return" })]));
    expect(vi.mocked(alerts.tell).mock.calls.map(([news]) => [news.kind, news.about, news.title, news.text])).toEqual([
      ["offered", "offer:a", "Mai waits in Sales: will you take it?", "Where is my order?"],
      ["offered", "offer:b", "An waits in Sales: will you take it?", "A return"],
    ]);
  });

  it("count down by the server's clock", () => {
    const offers = useOffers();
    offers.receive(frame([offer("a")], [wrapUp("w")], 15_000));
    expect(Math.round(offers.left(offers.open[0]!.expires_at) / 1000)).toBe(5);
    offers.receive(frame([offer("a")], [wrapUp("w")], 30_000));
    expect([offers.open, offers.wrapUps.length]).toEqual([[], 1]);
  });

  it("that are accepted open their conversation", async () => {
    const send = vi.spyOn(api, "send").mockImplementation(async () => row({ id: "x" }));
    const offers = useOffers();
    offers.receive(frame([offer("a"), offer("b")]));
    await offers.accept(offers.open[0]!);
    expect(send).toHaveBeenCalledWith("POST", "/offers/a/accept");
    expect(router.push).toHaveBeenCalledWith({ name: "conversation", params: { id: "x" } });
    expect(offers.open.map((one) => one.id)).toEqual(["b"]);
  });

  it("that have ended say so and go", async () => {
    vi.spyOn(api, "send").mockRejectedValue(new ApiError(409, "offer_ended", "", null));
    const offers = useOffers();
    offers.receive(frame([offer("a")]));
    await offers.accept(offers.open[0]!);
    expect(toasts.value[0]!.text).toContain("This offer has ended");
    expect([offers.open, offers.busy.size]).toEqual([[], 0]);
    expect(router.push).not.toHaveBeenCalled();
  });

  it("that are declined carry the reason", async () => {
    const send = vi.spyOn(api, "send").mockImplementation(async () => null);
    const offers = useOffers();
    offers.receive(frame([offer("a")]));
    await offers.decline(offers.open[0]!, "busy");
    expect(send).toHaveBeenCalledWith("POST", "/offers/a/decline", { reason: "busy" });
    expect(offers.open).toEqual([]);
  });

  it("taking the next opens it, or says that there is none", async () => {
    const send = vi.spyOn(api, "send").mockImplementation(async () => ({ conversation: row({ id: "n" }) }));
    const offers = useOffers();
    await offers.takeNext();
    expect(router.push).toHaveBeenCalledWith({ name: "conversation", params: { id: "n" } });
    send.mockImplementation(async () => ({ conversation: null }));
    await offers.takeNext();
    expect(toasts.value.map((one) => one.text)).toEqual(["Nothing waits that you could take."]);
  });
});
