// What outlives the page: in the shop's own storage (the iframe's would be third-party), else in memory.

/** Reads through to the storage each time, so that tabs do not overwrite each other's words. */
export function createStore<T extends object>(area: "localStorage" | "sessionStorage", key: string) {
  let memory = "{}";
  function read(): T {
    try {
      return JSON.parse(window[area].getItem(key) ?? memory) as T;
    } catch {
      // Blocked on this page, or not ours; memory serves until the page is left.
      return JSON.parse(memory) as T;
    }
  }
  return {
    read,
    update(change: T | undefined, known = read()) {
      memory = JSON.stringify({ ...known, ...change });
      try {
        window[area].setItem(key, memory);
      } catch {
        // Blocked or full.
      }
    },
  };
}
