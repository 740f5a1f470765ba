// What can be done with a work item, as the items of a menu. Pure but for the texts.
import type { MenuItem } from "@shared/ui/Menu.vue";
import type { WorkItemRow } from "@shared/wire";

import { t } from "../../i18n";

export type Choice = "open" | "why" | "assign" | "move" | "raise" | "lower" | "take-back";

const HIGHEST = 9;
const OPEN = ["new", "queued", "offered", "active", "on_hold"];

/** acts: whether one may do more than look. */
export function choices(item: WorkItemRow, acts: boolean): MenuItem<Choice>[] {
  const going = acts && OPEN.includes(item.state);
  const waits = going && item.agent === null;
  const all: (MenuItem<Choice> & { shown: boolean })[] = [
    { value: "open", label: t("supervise.openIt"), icon: "eye", shown: true },
    { value: "why", label: t("supervise.why"), icon: "help", shown: true },
    { value: "assign", label: t("supervise.assign"), icon: "user", group: "", shown: going },
    { value: "move", label: t("supervise.move"), icon: "transfer", shown: going },
    { value: "take-back", label: t("supervise.takeBack"), icon: "inbox", shown: going && item.agent !== null },
    {
      value: "raise",
      label: t("supervise.raise", { priority: item.priority + 1 }),
      icon: "up",
      group: "",
      shown: waits && item.priority < HIGHEST,
    },
    { value: "lower", label: t("supervise.lower", { priority: item.priority - 1 }), icon: "down", shown: waits && item.priority > 0 },
  ];
  return all.filter((each) => each.shown).map(({ shown: _, ...each }) => each);
}
