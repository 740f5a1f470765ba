// What may be chosen for each filter, and how a chosen one is called.
import { computed } from "vue";

import { t } from "../../i18n";
import type { Filter } from "../conversations/rows";
import { useLabels } from "../labels/labels";
import { usePeople } from "../presence/people";
import { useInboxes } from "./inboxes";

/** Labels beyond these are not read. */
const MOST = 200;

interface Choice {
  value: string;
  label: string;
}

export function channelName(channel: string): string {
  return channel === "webchat" ? t("filters.webchat") : channel;
}

export function useFilterNames() {
  const inboxes = useInboxes();
  const labels = useLabels();
  const people = usePeople();
  const choices = computed<Record<Filter, Choice[]>>(() => ({
    inbox: inboxes.all.map(({ id, name }) => ({ value: id, label: name })),
    agent: people.ordered.map(({ agent }) => ({ value: agent.id, label: agent.name })),
    channel: inboxes.channels.map((value) => ({ value, label: channelName(value) })),
    label: labels.all.map(({ id, name }) => ({ value: id, label: name })),
    due: (["overdue", "soon"] as const).map((value) => ({ value, label: t(`filters.due.${value}`) })),
  }));

  /** Reads what may be chosen; resolves to whether all labels are known. */
  async function load(): Promise<boolean> {
    const [, read] = await Promise.all([inboxes.load(), labels.load().then(() => labels.all.length < MOST, () => false)]);
    return read;
  }
  const nameOf = (filter: Filter, value: string): string =>
    choices.value[filter].find((choice) => choice.value === value)?.label ?? t("filters.unknown");

  return { choices, load, nameOf };
}
