// A list of the REST API that is short enough to be read whole: all of its pages, one after the other.
import { api, type Page } from "../../api";

const MOST = 200;

export async function everything<T>(path: string, query: Record<string, string> = {}): Promise<T[]> {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const page: Page<T> = await api.get<Page<T>>(path, { ...query, limit: MOST, after });
    items.push(...page.items);
    after = page.next;
  } while (after !== null);
  return items;
}
