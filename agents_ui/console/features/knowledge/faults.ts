// What keeps a text from being published, each said beside the field that it is about.
import type { ArticleFault } from "@shared/wire";

import { t } from "../../i18n";

const CODES = ["title_missing", "summary_missing", "body_missing", "alt_missing", "image_unknown", "link_broken", "link_unfit"] as const;
type Code = (typeof CODES)[number];

export const isFault = (code: string | undefined): boolean => CODES.some((each) => each === code);

/** Of a fault that is newer than this page, nothing but that there is one. */
export function faultText({ code, what }: Pick<ArticleFault, "code" | "what">): string {
  const known = CODES.find((each) => each === code);
  return known ? t(`articleFault.${known}`, { what }) : t("articleFault.other");
}

const FIELDS: Partial<Record<Code, "title" | "summary" | "body">> = {
  title_missing: "title",
  summary_missing: "summary",
  body_missing: "body",
};

/** That a field is still empty; null: it is not. */
export function lacking(faults: readonly ArticleFault[], field: "title" | "summary" | "body"): string | null {
  const found = faults.find(({ code }) => FIELDS[code as Code] === field);
  return found ? faultText(found) : null;
}

/** Those that stand in a line of the text. */
export const inLines = (faults: readonly ArticleFault[]) => faults.filter(({ line }) => line !== null);
