// How far the waits that visitors were told today were from those that came of it.
import { ApiError } from "@shared/api";
import { locale } from "@shared/i18n";
import type { WaitAccuracy } from "@shared/wire";
import { onMounted, shallowRef } from "vue";

import { api } from "../../api";

/** Seconds as people read a wait: "45 s", "3 min 20 s". */
export function duration(seconds: number): string {
  const unit = (value: number, name: "minute" | "second") =>
    new Intl.NumberFormat(locale.value, { style: "unit", unit: name, unitDisplay: "short" }).format(value);
  const whole = Math.round(Math.abs(seconds));
  const [minutes, left] = [Math.floor(whole / 60), whole % 60];
  const parts = [minutes > 0 ? unit(minutes, "minute") : "", left > 0 || minutes === 0 ? unit(left, "second") : ""];
  return parts.filter(Boolean).join(" ");
}

export function useWaits() {
  const accuracy = shallowRef<WaitAccuracy | null>(null);
  const failure = shallowRef<ApiError | null>(null);

  async function load(): Promise<void> {
    failure.value = null;
    try {
      accuracy.value = await api.get<WaitAccuracy>("/queues/wait-accuracy");
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      failure.value = reason;
    }
  }

  onMounted(load);
  return { accuracy, failure, load };
}
