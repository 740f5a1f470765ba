// How a conversation's newest message begins, in words.
import { namesIn } from "@shared/files/preview";

import { t } from "../../i18n";
import { unmarked } from "../mail/mailText";

/** mail: its signs of formatting are left out. */
export function previewText(preview: string, mail = false): string {
  const names = namesIn(preview);
  if (names === null) return mail ? unmarked(preview) : preview;
  return names ? t("list.attachmentOf", { names }) : t("list.attachment");
}
