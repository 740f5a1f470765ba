// What is put to us, and what we have to wrap up: as the server says it, whole each time. Answers go over REST.
import { ApiError } from "@shared/api";
import { toast } from "@shared/ui/toasts";
import type { ConversationRow, FrameOf, Offer, WrapUp } from "@shared/wire";
import { defineStore } from "pinia";
import { computed, reactive, ref, shallowRef } from "vue";

import { api } from "../../api";
import { describe, t } from "../../i18n";
import { router } from "../../router";
import { useConversations } from "../conversations/conversations";
import { calledBy } from "../customers/names";
import { tell } from "../live/alerts";
import { now } from "../live/now";

/** The reasons to decline that the console offers; the server keeps whatever text it is given. */
export const DECLINES = ["busy", "not_mine", "leaving", "other"] as const;

export const useOffers = defineStore("offers", () => {
  const all = shallowRef<Offer[]>([]);
  const wrapping = shallowRef<WrapUp[]>([]);
  /** How far the server's clock is ahead of ours, in ms. */
  const ahead = ref(0);
  /** Ids of what is being answered at this moment. */
  const busy = reactive(new Set<string>());

  const left = (until: string) => Math.max(0, Date.parse(until) - now.value - ahead.value);
  const open = computed(() => all.value.filter((offer) => left(offer.expires_at) > 0));
  const wrapUps = computed(() => wrapping.value.filter((one) => left(one.until) > 0));

  function receive(frame: FrameOf<"offers">): void {
    ahead.value = Date.parse(frame.server_time) - Date.now();
    const known = new Set(all.value.map((offer) => offer.id));
    all.value = frame.offers;
    wrapping.value = frame.wrap_ups;
    for (const offer of frame.offers) if (!known.has(offer.id)) announceOffer(offer);
  }

  /** Runs a request about one thing; a refusal is a toast. */
  async function about<T>(id: string, request: () => Promise<T>): Promise<T | null> {
    busy.add(id);
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(describe(error), { tone: "bad" });
      return null;
    } finally {
      busy.delete(id);
    }
  }

  async function accept(offer: Offer): Promise<void> {
    const row = await about(offer.id, () => api.send<ConversationRow>("POST", `/offers/${offer.id}/accept`));
    all.value = all.value.filter((one) => one.id !== offer.id);
    if (row) show(row);
  }

  async function decline(offer: Offer, reason: string): Promise<void> {
    await about(offer.id, () => api.send("POST", `/offers/${offer.id}/decline`, { reason }));
    all.value = all.value.filter((one) => one.id !== offer.id);
  }

  async function finish(one: WrapUp, code: string | null): Promise<void> {
    await about(one.id, () => api.send("POST", `/work-items/${one.id}/wrap-up`, { code }));
  }

  async function takeNext(): Promise<void> {
    const taken = await about("next", () => api.send<{ conversation: ConversationRow | null }>("POST", "/work/next"));
    if (taken?.conversation) show(taken.conversation);
    else if (taken) toast(t("offers.nothing"));
  }

  return { all, ahead, busy, open, wrapUps, left, receive, accept, decline, finish, takeNext };
});

function show(row: ConversationRow): void {
  useConversations().upsert(row);
  void router.push({ name: "conversation", params: { id: row.id } });
}

function announceOffer(offer: Offer): void {
  const name = calledBy(offer.customer);
  const title = offer.given_by
    ? t("offers.given", { name, agent: offer.given_by })
    : t("offers.new", { name, queue: offer.queue });
  tell({ kind: "offered", about: `offer:${offer.id}`, title, text: offer.subject ?? offer.words, conversation: "" });
}
