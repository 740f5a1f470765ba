// Which icons an app has at hand: each provides its own, so that the widget does not carry the console's.
import type { InjectionKey } from "vue";

import type { IconName } from "./paths";

export type IconPaths = Partial<Record<IconName, string>>;

export const ICONS: InjectionKey<IconPaths> = Symbol("icons");
