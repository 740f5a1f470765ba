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
  { name: "article-categories", label: "categories.title", icon: "bullets", scope: "articles:read" },
  { name: "article-images", label: "images.title", icon: "picture", scope: "articles:read" },
  { name: "synonyms", label: "synonyms.title", icon: "transfer", scope: "articles:read" },
  { name: "article-transfer", label: "transferring.title", icon: "download", scope: "settings:manage" },
  { name: "article-settings", label: "knowledgeSettings.title", icon: "settings", scope: "settings:manage" },
];

export const partsFor = (may: (scope: Scope) => boolean): Part[] => PARTS.filter((part) => may(part.scope));
