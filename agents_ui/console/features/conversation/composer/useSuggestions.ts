// The list that opens while somebody writes /, # or @ in a text box: keys, what is marked, and the insertion.
import { computed, nextTick, ref, shallowRef, useId, type Ref } from "vue";

import { answered, asked, type Asked, type Suggestion, type SuggestionSource } from "./suggestion";

// Each source makes its own entries, and gets no others back.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnySource = SuggestionSource<any>;

export function useSuggestions(
  input: Ref<HTMLTextAreaElement | null>,
  text: Ref<string>,
  sources: () => readonly AnySource[],
) {
  const id = useId();
  const items = shallowRef<Suggestion[]>([]);
  const place = shallowRef<Asked | null>(null);
  const active = ref(0);
  /** Where Escape was pressed: the same sign does not open the list again. */
  let refused: number | null = null;
  /** Counts what was asked and chosen: an answer to what was asked before the last of them comes too late. */
  let turn = 0;
  /** The turn whose answer is on its way, or 0: what is written meanwhile is a question, not a text to send. */
  let looking = 0;

  const source = computed(() => sources().find((one) => one.trigger === place.value?.trigger) ?? null);
  const open = computed(() => source.value !== null && (items.value.length > 0 || source.value.empty !== undefined));

  function close(): void {
    place.value = null;
    items.value = [];
  }

  /** Looks at what is before the cursor: after each input, and where the cursor moves. */
  async function look(): Promise<void> {
    const [box, mine] = [input.value, (turn += 1)];
    looking = 0;
    const signs = (phrase: boolean) => sources().filter((one) => Boolean(one.phrase) === phrase).map((one) => one.trigger);
    const found = box && asked(box.value, box.selectionStart, signs(false), signs(true));
    if (!found || found.start === refused) {
      if (!found) refused = null;
      close();
      return;
    }
    const from = sources().find((one) => one.trigger === found.trigger);
    looking = mine;
    const matching = await Promise.resolve(from?.find(found.wanted) ?? []).finally(() => {
      if (looking === mine) looking = 0;
    });
    // Meanwhile more may have been written, which is looked at on its own, or something may have been chosen.
    if (mine !== turn || box.selectionStart !== found.end) return;
    place.value = found;
    items.value = matching;
    active.value = 0;
  }

  async function choose(item: Suggestion): Promise<void> {
    const [from, where] = [source.value, place.value];
    if (!from || !where) return;
    turn += 1;
    looking = 0;
    const following = from.then?.(item) as Suggestion[] | null | undefined;
    if (following) {
      items.value = following;
      active.value = 0;
      return;
    }
    close();
    const now = answered(text.value, where, await from.insert(item));
    text.value = now.text;
    await nextTick();
    input.value?.focus();
    input.value?.setSelectionRange(now.cursor, now.cursor);
  }

  function move(by: number): void {
    const count = items.value.length;
    if (count) active.value = (active.value + by + count) % count;
  }

  /** Whether the key was for the list, and nobody else should act on it. */
  function onKeydown(event: KeyboardEvent): boolean {
    if (event.isComposing) return false;
    if (looking > 0 && event.key === "Enter" && !event.shiftKey) return taken(event);
    if (!open.value) return false;
    const chosen = items.value[active.value];
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Escape") {
      refused = place.value?.start ?? null;
      close();
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen && !event.shiftKey) void choose(chosen);
    else return false;
    return taken(event);
  }

  function taken(event: KeyboardEvent): true {
    event.preventDefault();
    event.stopImmediatePropagation();
    return true;
  }

  /** For the text box, so that a reader of screens hears the marked entry. */
  const aria = computed(() =>
    open.value
      ? { "aria-autocomplete": "list" as const, "aria-controls": id, "aria-activedescendant": `${id}-${active.value}` }
      : { "aria-autocomplete": "list" as const },
  );

  return { id, open, items, active, source, aria, look, close, choose, onKeydown };
}
