// Who looks at a conversation that was merged is taken to the one that has everything of it.
import { ApiError } from "@shared/api";
import { toast } from "@shared/ui/toasts";
import type { ConversationRow } from "@shared/wire";
import { watch } from "vue";
import { useRouter } from "vue-router";

import { api } from "../../api";
import { describe } from "../../i18n";
import { useConversations } from "../conversations/conversations";
import { followedToast } from "./merging";

export function useSurvivor(row: () => ConversationRow | undefined): void {
  const router = useRouter();
  const conversations = useConversations();

  async function follow(from: ConversationRow, number: number): Promise<void> {
    try {
      const target = await api.get<ConversationRow>(`/conversations/${number}`);
      if (row()?.id !== from.id) return;
      conversations.upsert(target);
      followedToast(from, number);
      await router.replace({ name: "conversation", params: { id: target.id } });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(describe(error), { tone: "bad" });
    }
  }

  watch(
    () => row()?.merged_into ?? null,
    (number) => {
      const from = row();
      if (from && number !== null) void follow(from, number);
    },
    { immediate: true },
  );
}
