import type { PresenceName } from "@shared/wire";

import { t, type Key } from "../../i18n";

/** The reasons to be away that the console offers; the server keeps whatever text it is given. */
export const REASONS = ["break", "lunch", "meeting", "training", "other"] as const;

/** The server's reason for having set us away. */
export const MISSED = "missed_offer";

/** "Available", "Away: lunch", "Offline"; an unknown reason is shown as it is. */
export function presenceLabel(presence: PresenceName, reason: string | null): string {
  if (presence !== "away" || reason === null) return t(`presence.${presence}`);
  const known = reason === MISSED || (REASONS as readonly string[]).includes(reason);
  return t("presence.awayFor", { reason: known ? t(`reason.${reason}` as Key) : reason });
}
