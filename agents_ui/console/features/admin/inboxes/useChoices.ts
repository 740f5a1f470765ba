// What an inbox's settings choose from: calendars, and the custom fields that a form may ask for.
import { ApiError } from "@shared/api";
import type { CalendarView, CustomField } from "@shared/wire";
import { toast } from "@shared/ui/toasts";
import { onMounted, shallowRef } from "vue";

import { api, type Page } from "../../../api";
import { describe } from "../../../i18n";

export function useChoices() {
  const calendars = shallowRef<CalendarView[]>([]);
  const custom = shallowRef<CustomField[]>([]);

  onMounted(async () => {
    try {
      const [hours, fields] = await Promise.all([
        api.get<Page<CalendarView>>("/calendars", { limit: 200 }),
        api.get<{ items: CustomField[] }>("/custom-fields"),
      ]);
      calendars.value = hours.items;
      custom.value = fields.items;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      toast(describe(reason), { tone: "bad" });
    }
  });
  return { calendars, custom };
}
