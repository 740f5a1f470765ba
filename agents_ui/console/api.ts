// The console's client of the REST API. A 401 anywhere counts up signedOut, which the session store follows.
import { createApi } from "@shared/api";
import { ref } from "vue";

export const signedOut = ref(0);

export const api = createApi("/api/v1", () => {
  signedOut.value += 1;
});

/** One page of a keyset-paged list. */
export interface Page<T> {
  items: T[];
  next: string | null;
}
