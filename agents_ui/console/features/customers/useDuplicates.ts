// Who may be the same person as a customer; a hint, so that where it cannot be had nothing is said.
import { ApiError } from "@shared/api";
import type { Duplicate } from "@shared/wire";
import { shallowRef, watch, type Ref } from "vue";

import { api } from "../../api";
import { useSession } from "../session/session";
import { changes } from "./customers";

/** version: of the customer, so that a new e-mail address or name is looked for as well. */
export function useDuplicates(id: Ref<string | null>, version: () => unknown) {
  const session = useSession();
  const duplicates = shallowRef<Duplicate[]>([]);

  async function load(): Promise<void> {
    const wanted = id.value;
    if (wanted === null || !session.may("customers:write")) return;
    try {
      const { items } = await api.get<{ items: Duplicate[] }>(`/customers/${wanted}/duplicates`);
      if (wanted === id.value) duplicates.value = items;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  watch(id, () => (duplicates.value = []), { flush: "sync" });
  watch([id, version, changes], load, { immediate: true });
  return duplicates;
}
