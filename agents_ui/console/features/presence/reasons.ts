import type { PresenceName } from "@shared/wire";

import { t, type Key } from "../../i18n";

/** The reasons to be away that the console offers; the server keeps whatever text it is given. */
export const REASONS = ["break", "lunch", "meeting", "training", "other"] as const;

/** "Available", "Away: lunch", "Offline"; an unknown reason is shown as it is. */
export function presenceLabel(presence: PresenceName, reason: string | null): string {
  if (presence !== "away" || reason === null) return t(`presence.${presence}`);
  const known = (REASONS as readonly string[]).includes(reason);
  return t("presence.awayFor", { reason: known ? t(`reason.${reason}` as Key) : reason });
}
