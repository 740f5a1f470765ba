import { onScopeDispose, ref, type Ref } from "vue";

/** Whether there is room for a navigation beside a page; the same width as in the styles. */
export function useWide(): Readonly<Ref<boolean>> {
  const query = matchMedia("(min-width: 641px)");
  const wide = ref(query.matches);
  const follow = () => (wide.value = query.matches);
  query.addEventListener("change", follow);
  onScopeDispose(() => query.removeEventListener("change", follow));
  return wide;
}
