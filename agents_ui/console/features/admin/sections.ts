// The settings, in the order of their navigation: one line a page. name is the route's; the scope is what it needs.
import type { IconName } from "@shared/ui/icons/paths";
import type { Scope } from "@shared/wire";

import type { Key } from "../../i18n";

export interface Section {
  name: string;
  path: string;
  label: Key;
  icon: IconName;
  scope: Scope;
  group: Group;
}

export const GROUPS = ["start", "channels", "routing", "people", "conversations", "bot", "installation"] as const;
export type Group = (typeof GROUPS)[number];

export const SECTIONS: readonly Section[] = [
  { name: "guide", path: "guide", label: "guide.short", icon: "flag", scope: "settings:manage", group: "start" },
  { name: "inboxes", path: "inboxes", label: "inboxes.title", icon: "inbox", scope: "inboxes:manage", group: "channels" },
  { name: "mailboxes", path: "mailboxes", label: "mailboxes.title", icon: "mail", scope: "inboxes:manage", group: "channels" },
  { name: "senders", path: "blocked-senders", label: "senders.title", icon: "ban", scope: "blocks:manage", group: "channels" },
  { name: "calendars", path: "calendars", label: "calendars.title", icon: "clock", scope: "inboxes:manage", group: "channels" },
  { name: "queues", path: "queues", label: "queues.title", icon: "queue", scope: "routing:manage", group: "routing" },
  { name: "intake", path: "intake", label: "intake.title", icon: "route", scope: "routing:manage", group: "routing" },
  { name: "skills", path: "skills", label: "skills.title", icon: "skill", scope: "routing:manage", group: "routing" },
  { name: "capacity", path: "capacity", label: "agentRouting.title", icon: "gauge", scope: "routing:manage", group: "routing" },
  { name: "team", path: "team", label: "team.title", icon: "users", scope: "staff:read", group: "people" },
  { name: "fields", path: "fields", label: "fields.title", icon: "user", scope: "settings:manage", group: "people" },
  { name: "blocked", path: "blocked", label: "blocked.title", icon: "ban", scope: "blocks:manage", group: "people" },
  { name: "labels", path: "labels", label: "labels.title", icon: "tag", scope: "settings:manage", group: "conversations" },
  {
    name: "replies",
    path: "canned-replies",
    label: "replies.title",
    icon: "reply",
    scope: "replies:manage",
    group: "conversations",
  },
  { name: "ratings", path: "ratings", label: "ratings.title", icon: "star", scope: "reports:read", group: "conversations" },
  { name: "waits", path: "waits", label: "waits.title", icon: "clock", scope: "reports:read", group: "conversations" },
  { name: "bot-switches", path: "bot/inboxes", label: "botSwitches.title", icon: "inbox", scope: "inboxes:manage", group: "bot" },
  { name: "gaps", path: "bot/learning", label: "gaps.title", icon: "skill", scope: "articles:publish", group: "bot" },
  { name: "bot-report", path: "bot/outcomes", label: "botReport.title", icon: "gauge", scope: "reports:read", group: "bot" },
  { name: "engines", path: "bot/understanding", label: "engines.title", icon: "bot", scope: "settings:manage", group: "bot" },
  {
    name: "retention",
    path: "retention",
    label: "retention.title",
    icon: "trash",
    scope: "settings:manage",
    group: "installation",
  },
  { name: "jobs", path: "jobs", label: "jobs.title", icon: "job", scope: "jobs:manage", group: "installation" },
];

/** The sections that somebody may open. */
export function sectionsFor(may: (scope: Scope) => boolean): Section[] {
  return SECTIONS.filter((section) => may(section.scope));
}
