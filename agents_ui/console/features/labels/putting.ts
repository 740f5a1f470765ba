// Puts labels on conversations and takes them off: from the picker, from # in the composer, and from the palette.
import { ApiError } from "@shared/api";
import { fold } from "@shared/fold";
import { toast } from "@shared/ui/toasts";
import type { ConversationRow, Label } from "@shared/wire";

import { api } from "../../api";
import { describe, t } from "../../i18n";
import type { Suggestion, SuggestionSource } from "../conversation/composer/suggestion";
import { useConversations } from "../conversations/conversations";
import type { Command } from "../palette/commands";
import { useLabels } from "./labels";

const MOST = 8;

/** Takes the label off where it is on, and puts it on where it is not; a refusal is a toast. */
export async function toggleLabel(row: ConversationRow, id: string): Promise<void> {
  const labels = useLabels();
  const now = row.labels ?? [];
  const next = now.includes(id) ? now.filter((one) => one !== id) : [...now, id];
  try {
    const known = next.filter((one) => labels.byId.has(one));
    useConversations().upsert(await api.send<ConversationRow>("PUT", `/conversations/${row.id}/labels`, { labels: known }));
  } catch (reason) {
    if (!(reason instanceof ApiError)) throw reason;
    toast(describe(reason), { tone: "bad" });
    void labels.load().catch(() => undefined);
  }
}

/** What `#` in the composer suggests: the labels that the conversation does not have yet; nothing stays in the text. */
export function labelSource(row: () => ConversationRow): SuggestionSource {
  const labels = useLabels();
  return {
    trigger: "#",
    label: t("labels.title"),
    find: async (wanted) => {
      if (wanted === "" || labels.all.length === 0) await labels.load().catch(() => undefined);
      return labels.all
        .filter((label) => !row().labels?.includes(label.id) && fold(label.name).includes(fold(wanted)))
        .slice(0, MOST)
        .map((label): Suggestion => ({ key: label.id, title: label.name, colour: label.colour }));
    },
    insert: (item) => {
      void toggleLabel(row(), item.key);
      return "";
    },
  };
}

/** What the palette offers for a conversation, once one looks for it. */
export function labelCommands(row: ConversationRow, all: readonly Label[], group: string): Command[] {
  return all.map((label) => {
    const on = row.labels?.includes(label.id) ?? false;
    return {
      id: `label-${label.id}`,
      label: t(on ? "labels.takeOff" : "labels.putOn", { name: label.name }),
      icon: "tag",
      group,
      sought: true,
      run: () => void toggleLabel(row, label.id),
    };
  });
}
