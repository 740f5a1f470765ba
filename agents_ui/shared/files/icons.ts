// The icons of files: they come with the components that show them, also where an app does not carry all icons.
import { inject, provide } from "vue";

import { ICONS } from "../ui/icons/icons";

export const filePaths = {
  reopen: "M3 8a5 5 0 1 0 1.6-3.7M3 2.8V5.5h2.7",
  chevronRight: "M6 4l4 4-4 4",
  download: "M8 2.5v8M4.8 7.5L8 10.7l3.2-3.2M2.5 13.5h11",
  file: "M4 2h5l3.5 3.5V14H4zM9 2v3.5h3.5",
  image: "M2 3h12v10H2zM2 11l3.5-3.5 3 3L10.5 8 14 11.2M6 6.2a.8.8 0 1 1-1.6 0 .8.8 0 0 1 1.6 0z",
  minus: "M3 8h10",
  external: "M9 2.5h4.5V7M13.5 2.5L7.5 8.5M11.5 9.5v4h-9v-9h4",
} as const;

/** Hands them to the components below. */
export function useFileIcons(): void {
  provide(ICONS, { ...inject(ICONS, {}), ...filePaths });
}
