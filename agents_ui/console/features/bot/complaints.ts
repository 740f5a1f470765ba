// What is not as it should be with the engines, in the reader's language.
import { LANGUAGE_NAMES, t } from "../../i18n";
import type { Complaint } from "./useEngines";

const CODES = [
  "encoder_english", "encoder_multilingual", "model_unreadable", "model_lacks", "model_damaged", "model_no_version", "no_model",
  "words_alone", "too_few", "rasa_late", "rasa_unreachable", "rasa_status", "rasa_token", "rasa_no_api", "rasa_no_model", "rasa_strange",
] as const;

/** One that this console does not know as the server says it. */
export function complaintText({ code, values, text }: Complaint): string {
  const known = CODES.find((each) => each === code);
  const language = LANGUAGE_NAMES[values?.["language"] as keyof typeof LANGUAGE_NAMES];
  return known ? t(`engines.complaint.${known}`, { ...values, ...(language && { language }) }) : text;
}
