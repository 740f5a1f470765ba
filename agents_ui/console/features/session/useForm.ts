import { ApiError } from "@shared/api";
import { ref } from "vue";

import { describe } from "../../i18n";

/** Runs a form's one request: busy while it runs, and its refusal as a text, on the field where the server names one. */
export function useForm() {
  const busy = ref(false);
  const error = ref<string | null>(null);
  const field = ref<string | null>(null);

  async function run(request: () => Promise<unknown>): Promise<boolean> {
    busy.value = true;
    error.value = field.value = null;
    try {
      await request();
      return true;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      error.value = describe(reason);
      field.value = reason.field;
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, error, field, run };
}
