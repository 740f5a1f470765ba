// Whom what is typed may mean: first those of the conversation, then customers.
import { ApiError } from "@shared/api";
import { fold } from "@shared/fold";
import type { CustomerHit } from "@shared/wire";
import { computed, ref, shallowRef, watch, type Ref } from "vue";

import { api, type Page } from "../../../api";
import { plain } from "../../customers/useCustomerSearch";
import { useLatest } from "../../layout/useLatest";
import { isAddress, united, type Person } from "../people";

const PAUSE = 200;
const SHORTEST = 2;
const MOST = 8;

/** near: those of the conversation; chosen: who is named already. */
export function usePeopleSuggestions(text: Ref<string>, near: () => readonly Person[], chosen: () => readonly Person[]) {
  const customers = shallowRef<Person[]>([]);
  const closed = ref(false);
  const { stop, soon, signal } = useLatest(PAUSE);

  const found = computed(() => {
    const words = fold(text.value.trim());
    if (closed.value || words === "") return [];
    const nearby = near().filter((one) => fold(`${one.name} ${one.address}`).includes(words));
    return united([...nearby, ...customers.value], chosen()).slice(0, MOST);
  });

  async function search(q: string): Promise<void> {
    const mine = signal();
    try {
      const page = await api.get<Page<CustomerHit>>("/search/customers", { q, limit: MOST }, mine);
      customers.value = page.items.flatMap(personOf);
    } catch (reason) {
      // Without suggestions one writes the address oneself.
      if (!mine.aborted && !(reason instanceof ApiError)) throw reason;
    }
  }

  watch(text, (now) => {
    closed.value = false;
    stop();
    const q = now.trim();
    if (q.length < SHORTEST) customers.value = [];
    else soon(() => search(q));
  });
  return { found, close: () => (closed.value = true) };
}

/** A customer without an address that mail goes to is none to suggest. */
function personOf(hit: CustomerHit): Person[] {
  const name = plain(hit.name);
  const address = hit.conversation?.customer.email ?? hit.details.map(plain).find(isAddress);
  return address && isAddress(address) ? [{ address, name: name === address ? "" : name }] : [];
}
