import { ApiError } from "@shared/api";
import { computed, ref } from "vue";

import { describe } from "../../i18n";

/** Runs a form's one request: busy while it runs, and its refusal as a text.
 *
 * fields: the names, as the server says them, that have a place of their own for what is wrong with them; `on` gives
 * that text, and `elsewhere` every other refusal. */
export function useForm(...fields: string[]) {
  const busy = ref(false);
  const error = ref<string | null>(null);
  const field = ref<string | null>(null);
  const code = ref<string | null>(null);
  const on = (wanted: string) => (field.value === wanted ? error.value : null);
  const elsewhere = computed(() => (field.value !== null && fields.includes(field.value) ? null : error.value));

  async function run(request: () => Promise<unknown>): Promise<boolean> {
    busy.value = true;
    error.value = field.value = code.value = null;
    try {
      await request();
      return true;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      error.value = describe(reason);
      field.value = reason.field;
      code.value = reason.code;
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, error, field, code, on, elsewhere, run };
}
