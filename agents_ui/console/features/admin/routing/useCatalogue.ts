// What the pages of routing choose from and call by name, read together: queues, skills, agents, and what rules look at.
import { ApiError } from "@shared/api";
import { toast } from "@shared/ui/toasts";
import type { AgentRouting, CalendarView, CustomField, InboxView, Label, QueueView, SkillView } from "@shared/wire";
import { onMounted, shallowReactive, type ShallowReactive } from "vue";

import { api, type Page } from "../../../api";
import { describe, t } from "../../../i18n";

export interface Catalogue {
  queues: QueueView[];
  skills: SkillView[];
  agents: AgentRouting[];
  calendars: CalendarView[];
  inboxes: InboxView[];
  labels: Label[];
  fields: CustomField[];
}
type Part = keyof Catalogue;

const PATHS: Record<Part, string> = {
  queues: "/queues",
  skills: "/skills",
  agents: "/routing/agents",
  calendars: "/calendars",
  inboxes: "/inboxes",
  labels: "/labels",
  fields: "/custom-fields",
};
const MOST = 200;

async function everything<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const page: Partial<Page<T>> = await api.get<Partial<Page<T>>>(path, path === PATHS.fields ? {} : { limit: MOST, after });
    items.push(...(page.items ?? []));
    after = page.next ?? null;
  } while (after !== null);
  return items;
}

export function useCatalogue(...parts: Part[]) {
  const all: ShallowReactive<Catalogue> = shallowReactive({
    queues: [],
    skills: [],
    agents: [],
    calendars: [],
    inboxes: [],
    labels: [],
    fields: [],
  });

  async function load(): Promise<void> {
    try {
      await Promise.all(parts.map(async (part) => Object.assign(all, { [part]: await everything(PATHS[part]) })));
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      if (reason.status !== 403) toast(describe(reason), { tone: "bad" });
    }
  }

  const skillName = (id: string) => all.skills.find((skill) => skill.id === id)?.name ?? t("skills.gone");
  const queueName = (id: string) => all.queues.find((queue) => queue.id === id)?.name ?? t("queues.gone");
  onMounted(load);
  return { all, load, skillName, queueName };
}
