// The pages about articles, in the order of their navigation. scope: what opening one needs.
import type { IconName } from "@shared/ui/icons/paths";
import type { Scope } from "@shared/wire";

import type { Key } from "../../i18n";

export interface Part {
  name: string;
  label: Key;
  icon: IconName;
  scope: Scope;
}

const PARTS: readonly Part[] = [
  { name: "articles", label: "articles.title", icon: "book", scope: "articles:read" },
];

export const partsFor = (may: (scope: Scope) => boolean): Part[] => PARTS.filter((part) => may(part.scope));
