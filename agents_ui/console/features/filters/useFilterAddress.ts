// The list's filters stand in the address, so that it can be kept, sent to a colleague, or gone back to.
import { computed, watch, type Ref } from "vue";
import { useRoute, useRouter, type LocationQuery } from "vue-router";

import { FILTERS, type Filters } from "../conversations/rows";

export function filtersIn(query: LocationQuery): Filters {
  const found: Filters = {};
  for (const name of FILTERS) if (typeof query[name] === "string" && query[name]) found[name] = query[name];
  return found;
}

export function queryWith(query: LocationQuery, filters: Filters): LocationQuery {
  const next = { ...query };
  for (const name of FILTERS) {
    const value = filters[name];
    if (value) next[name] = value;
    else delete next[name];
  }
  return next;
}

export function useFilterAddress(filters: Ref<Filters>): void {
  const route = useRoute();
  const router = useRouter();
  const given = filtersIn(route.query);
  if (Object.keys(given).length > 0) filters.value = given;
  const here = computed(() => route.name === "inbox" || route.name === "conversation");
  // A conversation is opened by an address without filters: they are put back into it.
  watch(
    () => [route.fullPath, JSON.stringify(filters.value)],
    () => {
      const query = queryWith(route.query, filters.value);
      if (here.value && JSON.stringify(query) !== JSON.stringify(route.query)) void router.replace({ query });
    },
    { immediate: true },
  );
}
