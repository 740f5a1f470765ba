// Icons of the widget that come with what it shows later than at the first sight.
import { inject, provide } from "vue";

import { filePaths } from "../../files/icons";
import { ICONS } from "./icons";

export const laterPaths = {
  user: "M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8zM2.8 13.8c.5-2.5 2.6-3.8 5.2-3.8s4.7 1.3 5.2 3.8",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7L14 14",
} as const;

/** Hands them to the components below. */
export function useLaterIcons(): void {
  provide(ICONS, { ...inject(ICONS, {}), ...filePaths, ...laterPaths });
}
