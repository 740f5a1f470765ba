// A queue and its chosen members, edited as one: two requests, of which the second may fail by itself.
import { locale } from "@shared/i18n";
import type { MembersView, QueueView } from "@shared/wire";
import { computed } from "vue";

import { api } from "../../../api";
import { t } from "../../../i18n";
import { same } from "../editing/merging";
import { spanText } from "../editing/numbers";
import { useEditor } from "../editing/useEditor";
import { faultsOf, full, pick, type FullQueue, type QueueDraft } from "./draft";

export function useQueueEditor(id: string) {
  const path = `/queues/${id}`;

  async function get(): Promise<FullQueue> {
    const [queue, members] = await Promise.all([api.get<QueueView>(path), api.get<MembersView>(`${path}/members`)]);
    return full(queue, members);
  }

  /** What is saved already counts, should the rest be refused. */
  async function send({ members, ...wanted }: QueueDraft, kept: FullQueue, saved: (found: FullQueue) => void): Promise<FullQueue> {
    let now = kept;
    const { members: before, ...own } = pick(kept);
    if (!same(wanted, own)) {
      const queue = await api.send<QueueView>("PATCH", path, { ...wanted, version: now.version });
      saved((now = { ...queue, list: kept.list }));
    }
    if (same(members, before)) return now;
    const found = await api.send<MembersView>("PUT", `${path}/members`, { members, version: now.version });
    return full(await api.get<QueueView>(path), found);
  }

  const editor = useEditor<FullQueue, QueueDraft>({ path, pick, get, send });
  const faults = computed(() => (editor.draft.value ? faultsOf(editor.draft.value) : {}));

  /** What is wrong at a place: known here at once, or found by the server at the last save. */
  function fault(place: string): string | null {
    const found = faults.value[place];
    if (!found) return editor.fault(place);
    const said = (value: number) => (found.key === "fault.span" ? spanText(value, locale.value) : value);
    return t(found.key, Object.fromEntries(Object.entries(found.values ?? {}).map(([name, value]) => [name, said(value)])));
  }

  return { ...editor, faults, fault };
}
