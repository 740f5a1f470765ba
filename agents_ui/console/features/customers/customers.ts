// What the console knows of customers beside their conversations: types, words for fields, merging with a way back.
import { ApiError } from "@shared/api";
import { LOCALES, locale } from "@shared/i18n";
import { toast } from "@shared/ui/toasts";
import type { CustomField, Merged } from "@shared/wire";
import { shallowRef } from "vue";

import { api } from "../../api";
import { describe, t, type Key } from "../../i18n";

/** Counts the changes that other views of the same customers should look at again. */
export const changes = shallowRef(0);

const fields = shallowRef<CustomField[] | null>(null);
let asked: Promise<void> | null = null;

/** The custom fields of the installation, read once; `again` after they were changed. */
export function useFields(again = false) {
  if (again) asked = null;
  asked ??= api
    .get<{ items: CustomField[] }>("/custom-fields")
    .then(({ items }) => void (fields.value = items))
    .catch(() => void (asked = null));
  return fields;
}

/** A field's name in the language of the screen, else in the other one. */
export function fieldName(field: Pick<CustomField, "key" | "names">): string {
  return [locale.value, ...LOCALES].map((language) => field.names[language]).find(Boolean) ?? field.key;
}

/** A detail or custom field of a merge as people call it. */
export function detailName(key: string): string {
  if (key === "name" || key === "email" || key === "phone") return t(`customer.${key}` as Key);
  const field = fields.value?.find((known) => known.key === key);
  return field ? fieldName(field) : key;
}

/** A value of such a detail. */
export function detailValue(key: string, value: string): string {
  const field = fields.value?.find((known) => known.key === key);
  return field ? shownValue(field.kind, value) : value;
}

/** A value as people read it. */
export function shownValue(kind: CustomField["kind"], value: string): string {
  if (kind === "boolean") return t(value === "true" ? "field.yes" : "field.no");
  if (kind === "number") return localNumber(value);
  if (kind === "date") return new Intl.DateTimeFormat(locale.value, { dateStyle: "medium", timeZone: "UTC" }).format(Date.parse(value));
  return value;
}

/** Exact also where a number is longer than what the browser counts with. */
function localNumber(value: string): string {
  return /^-?\d{1,15}(\.\d{1,6})?$/.test(value)
    ? new Intl.NumberFormat(locale.value, { maximumFractionDigits: 10, useGrouping: false }).format(Number(value))
    : value;
}

/** Merges, says so with a way back, and resolves to whether it was done. */
export async function mergeInto(target: string, source: string, name: string): Promise<boolean> {
  try {
    const { merge } = await api.send<Merged>("POST", `/customers/${target}/merge`, { with: source });
    changes.value += 1;
    toast(t("merge.done", { name }), { about: merge, action: { label: t("merge.undo"), run: () => void undoMerge(merge) } });
    return true;
  } catch (error) {
    refused(error);
    return false;
  }
}

export async function undoMerge(merge: string): Promise<void> {
  try {
    await api.send("POST", `/merges/${merge}/undo`);
    toast(t("merge.undone"), { about: merge });
    changes.value += 1;
  } catch (error) {
    refused(error);
  }
}

export function refused(error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
  toast(describe(error), { tone: "bad" });
}
