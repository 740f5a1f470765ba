// What an import says is wrong, by file, in the reader's language.
import type { components } from "@shared/api.gen";

import { describeCode, en, LANGUAGE_NAMES, t, type Key } from "../../i18n";
import { faultText, isFault } from "./faults";

export type Problem = components["schemas"]["ImportProblem"];

export interface FileProblems {
  /** Empty: it is about no file in particular. */
  file: string;
  problems: Problem[];
}

export function byFile(problems: readonly Problem[]): FileProblems[] {
  const found = new Map<string, Problem[]>();
  for (const each of problems) found.set(each.path, [...(found.get(each.path) ?? []), each]);
  return [...found].map(([file, all]) => ({ file, problems: all }));
}

/** As the server says it where this console has no words for it. */
export function problemText({ code, values = {}, text }: Problem): string {
  if (isFault(code)) return faultText({ code, what: values["what"] ?? "" });
  const key = `transferFault.${code}`;
  if (key in en) return t(key as Key, { ...values, language: languageOf(values["language"]) });
  if (!(`error.${code}` in en)) return text;
  return values["name"] ? t("transferFault.of", { name: values["name"], text: describeCode(code!) }) : describeCode(code!);
}

const languageOf = (locale = "") => LANGUAGE_NAMES[locale as keyof typeof LANGUAGE_NAMES] ?? locale;
