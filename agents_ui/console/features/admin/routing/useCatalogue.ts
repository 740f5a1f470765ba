// What the pages of routing choose from and call by name, read together: queues, skills, agents, and what rules look at.
import { ApiError } from "@shared/api";
import { toast } from "@shared/ui/toasts";
import type { AgentRouting, CalendarView, CustomField, InboxView, Label, QueueView, SkillView } from "@shared/wire";
import { onMounted, shallowReactive, type ShallowReactive } from "vue";

import { api } from "../../../api";
import { describe, t } from "../../../i18n";
import { everything } from "../../layout/everything";

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

/** Custom fields are few, and come at once. */
async function read(part: Part): Promise<unknown[]> {
  return part === "fields" ? (await api.get<{ items: unknown[] }>(PATHS.fields)).items : everything(PATHS[part]);
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
      await Promise.all(parts.map(async (part) => Object.assign(all, { [part]: await read(part) })));
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
