import { ref, watch, type Ref } from "vue";

/** A ref that this browser remembers; anything unreadable falls back to the initial value. */
export function persisted<T>(key: string, initial: T, storage: Storage = localStorage): Ref<T> {
  const name = `contact-center:${key}`;
  const value = ref(initial) as Ref<T>;
  const stored = storage.getItem(name);
  if (stored !== null) {
    try {
      value.value = JSON.parse(stored) as T;
    } catch {
      storage.removeItem(name);
    }
  }
  watch(value, (now) => storage.setItem(name, JSON.stringify(now)), { deep: true });
  return value;
}
