// The time zones that the server knows, asked once.
import type { TimeZones } from "@shared/wire";
import { onMounted, ref } from "vue";

import { api } from "../../../api";

const names = ref<string[]>([]);

export function useZones() {
  async function load(): Promise<string[]> {
    if (names.value.length === 0) names.value = (await api.get<TimeZones>("/time-zones")).names;
    return names.value;
  }

  onMounted(load);
  return { names, load };
}

/** "Asia/Ho_Chi_Minh" as people read it, with its distance from UTC now. */
export function zoneLabel(name: string, language: string): string {
  const parts = new Intl.DateTimeFormat(language, { timeZone: name, timeZoneName: "shortOffset" }).formatToParts();
  const offset = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  return `${name.replaceAll("_", " ").replace("/", " / ")} (${offset})`;
}
