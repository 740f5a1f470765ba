// Going away or signing out with conversations still open: whoever leaves says what becomes of them.
import { ApiError } from "@shared/api";
import { toast } from "@shared/ui/toasts";
import { defineStore } from "pinia";
import { computed, ref } from "vue";

import { api } from "../../api";
import { describe, t } from "../../i18n";
import { useConversations } from "../conversations/conversations";
import { useLive } from "../live/live";
import { useSession } from "../session/session";

/** reason: why we are away; none: we sign out. */
interface Wish {
  reason: string | null;
}

export const useLeaving = defineStore("leaving", () => {
  const live = useLive();
  const session = useSession();
  const conversations = useConversations();
  const asking = ref<Wish | null>(null);
  const open = computed(() => conversations.counts?.mine ?? 0);

  const away = (reason: string) => want({ reason });
  const signOut = () => want({ reason: null });

  async function want(wish: Wish): Promise<void> {
    if (open.value > 0) asking.value = wish;
    else await go(wish);
  }

  async function go({ reason }: Wish): Promise<void> {
    if (reason === null) await session.signOut();
    else live.send({ type: "set_presence", presence: "away", reason });
  }

  /** Resolves to whether it was done. */
  async function answer(giveBack: boolean): Promise<boolean> {
    const wish = asking.value;
    if (wish === null) return false;
    if (giveBack) {
      try {
        const { conversations: count } = await api.send<{ conversations: number }>("POST", "/work/give-back", wish);
        toast(t("leave.given", { count }));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        toast(describe(error), { tone: "bad" });
        return false;
      }
    }
    asking.value = null;
    if (!giveBack || wish.reason === null) await go(wish);
    return true;
  }

  return { asking, open, away, signOut, answer };
});
