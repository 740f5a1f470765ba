// Whether a colleague can take one more conversation now, as far as the server has told; it has the last word. Pure.
import type { Person } from "@shared/wire";

export type Hindrance = "absent" | "channel" | "full";

/** Why not; null where nothing speaks against it. */
export function hindrance(person: Person, channel: string): Hindrance | null {
  if (person.presence !== "available") return "absent";
  const load = person.channels.find((one) => one.channel === channel);
  if (!load || load.limit === 0 || (person.only && !person.only.includes(channel))) return "channel";
  return load.room ? null : "full";
}
