// A keyset-paged list of the REST API on a page of its own: load, more, and what went wrong.
import { ApiError } from "@shared/api";
import { toast } from "@shared/ui/toasts";
import { onMounted, ref, shallowRef, type Ref } from "vue";

import { api, type Page } from "../../api";
import { describe } from "../../i18n";

export interface Paged<T> {
  items: Ref<T[]>;
  /** Where the next page begins; null at the end. */
  next: Ref<string | null>;
  loaded: Ref<boolean>;
  loading: Ref<boolean>;
  error: Ref<ApiError | null>;
  first: () => Promise<void>;
  more: () => Promise<void>;
  /** Reads what is shown once more, unseen, and without failing. */
  again: () => Promise<void>;
  change: (request: () => Promise<unknown>, done: string | null) => Promise<void>;
}

/** What a page holds, and the most that is read at once. */
const [PAGE, MOST] = [50, 200];

type Query = Record<string, string | number | boolean | null>;

/** query: where it is a function, it says what is asked for at each reading; of two readings the later one counts. */
export function usePaged<T>(path: string, query: Query | (() => Query) = {}): Paged<T> {
  const items = shallowRef<T[]>([]);
  const next = ref<string | null>(null);
  const loaded = ref(false);
  const loading = ref(false);
  const error = shallowRef<ApiError | null>(null);
  let asked = 0;

  const read = (more: Query) => api.get<Page<T>>(path, { ...(typeof query === "function" ? query() : query), ...more });

  async function load(after: string | null): Promise<void> {
    const mine = ++asked;
    loading.value = true;
    error.value = null;
    try {
      const page = await read({ after });
      if (mine !== asked) return;
      items.value = after === null ? page.items : [...items.value, ...page.items];
      next.value = page.next;
      loaded.value = true;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      if (mine === asked) error.value = reason;
    } finally {
      if (mine === asked) loading.value = false;
    }
  }

  async function again(): Promise<void> {
    if (loading.value || error.value !== null || items.value.length > MOST) return;
    const mine = asked;
    const page = await read(items.value.length > PAGE ? { limit: MOST } : {}).catch(() => null);
    if (page !== null && mine === asked) [items.value, next.value] = [page.items, page.next];
  }

  /** Runs a change and reads the list anew; a refusal becomes a toast. */
  async function change(request: () => Promise<unknown>, done: string | null): Promise<void> {
    try {
      await request();
      if (done) toast(done);
      await load(null);
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      toast(describe(reason), { tone: "bad" });
    }
  }

  const first = () => load(null);
  const more = () => load(next.value);
  onMounted(first);
  return { items, next, loaded, loading, error, first, more, again, change };
}
