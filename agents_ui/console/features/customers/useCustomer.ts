// One customer in full: read when the id or something about it changes, saved detail by detail.
import { ApiError } from "@shared/api";
import { toast } from "@shared/ui/toasts";
import type { Customer, CustomerPatch } from "@shared/wire";
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from "vue";

import { api } from "../../api";
import { describe } from "../../i18n";
import { useConversations } from "../conversations/conversations";
import { useLive } from "../live/live";
import { changes } from "./customers";

/** stale: anything whose change means that the customer may be another by now. */
export function useCustomer(id: Ref<string>, stale: () => unknown = () => null) {
  const customer = shallowRef<Customer | null>(null);
  const error = shallowRef<ApiError | null>(null);
  const saving = ref(false);

  async function load(): Promise<void> {
    const wanted = id.value;
    try {
      const found = await api.get<Customer>(`/customers/${wanted}`);
      if (wanted !== id.value) return;
      customer.value = found;
      error.value = null;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      if (wanted === id.value) error.value = reason;
    }
  }

  /** Resolves to null once it is saved, else to what is wrong with it. */
  async function save(patch: CustomerPatch): Promise<string | null> {
    if (!customer.value) return null;
    saving.value = true;
    try {
      const { id: about, version } = customer.value;
      const saved = await api.send<Customer>("PATCH", `/customers/${about}`, { ...patch, version });
      if (about === id.value) customer.value = saved;
      return null;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      if (reason.code === "changed_meanwhile" || reason.code === "merged") {
        toast(describe(reason), { tone: "bad" });
        await load();
      }
      return describe(reason);
    } finally {
      saving.value = false;
    }
  }

  watch(
    id,
    () => {
      customer.value = null;
      error.value = null;
      void load();
    },
    { immediate: true },
  );
  watch([stale, changes], () => void load());
  return { customer, error, saving, load, save };
}

/**
 * Changes when somebody else may have changed or merged the customer: the rows of the
 * conversations are told anew then. One without conversations is read again when the page is looked at again.
 */
export function useNews(id: Ref<string>) {
  const conversations = useConversations();
  const live = useLive();
  const looked = ref(0);
  const look = () => (looked.value += document.visibilityState === "visible" ? 1 : 0);
  document.addEventListener("visibilitychange", look);
  onScopeDispose(() => document.removeEventListener("visibilitychange", look));
  return computed(() => {
    const rows = [...conversations.rows.values()].filter((row) => row.customer.id === id.value);
    return [live.state, looked.value, ...rows.map((row) => `${row.id}:${row.version}`)].join();
  });
}
