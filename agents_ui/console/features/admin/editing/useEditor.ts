// One thing that administrators edit as a whole: loaded, changed in a draft, saved with the version it was made to.
import { ApiError } from "@shared/api";
import { toast } from "@shared/ui/toasts";
import { computed, onMounted, onScopeDispose, ref, shallowRef, watch, type Ref } from "vue";
import { onBeforeRouteLeave } from "vue-router";

import { api } from "../../../api";
import { describe, t } from "../../../i18n";
import { changesIn, mergeOnto, type Change } from "./merging";

export interface Kept {
  id: string;
  version: number;
}

interface Options<T extends Kept, D extends object> {
  path: string;
  /** What of it is edited, in the shape in which it is sent. */
  pick: (kept: T) => D;
  /** Where it takes more than one request to read or to save it. `saved` keeps what is saved before all of it is. */
  get?: () => Promise<T>;
  send?: (draft: D, kept: T, saved: (found: T) => void) => Promise<T>;
}

export function useEditor<T extends Kept, D extends object>(options: Options<T, D>) {
  const { path, pick, get = () => api.get<T>(path) } = options;
  const send = options.send ?? ((draft: D, { version }: T) => api.send<T>("PATCH", path, { ...draft, version }));
  const kept = shallowRef<T | null>(null);
  const draft = ref(null) as Ref<D | null>;
  const failure = shallowRef<ApiError | null>(null);
  const problem = shallowRef<ApiError | null>(null);
  const busy = ref(false);
  const conflict = ref(false);
  /** What somebody else has saved since, where that could be read. */
  const theirs = shallowRef<T | null>(null);
  const changes = computed<Change[]>(() =>
    theirs.value && kept.value ? changesIn(pick(theirs.value), pick(kept.value), draft.value) : [],
  );
  const dirty = computed(
    () => kept.value !== null && draft.value !== null && JSON.stringify(draft.value) !== JSON.stringify(pick(kept.value)),
  );

  function take(found: T): void {
    kept.value = found;
    draft.value = structuredClone(pick(found));
    problem.value = null;
    conflict.value = false;
    theirs.value = null;
  }

  /** Goes on from what is kept by now: the draft's own changes stay, all else is as it was found. */
  function rebase(found: T): void {
    const base = kept.value;
    kept.value = found;
    if (base && draft.value) draft.value = mergeOnto(structuredClone(pick(found)), pick(base), draft.value);
    conflict.value = false;
    theirs.value = null;
  }

  async function load(): Promise<void> {
    failure.value = null;
    try {
      take(await get());
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      failure.value = reason;
    }
  }

  async function save(): Promise<boolean> {
    if (!draft.value || !kept.value) return false;
    busy.value = true;
    problem.value = null;
    try {
      take(await send(draft.value, kept.value, rebase));
      toast(t("editor.saved"));
      return true;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      conflict.value = reason.code === "changed_meanwhile";
      problem.value = conflict.value ? null : reason;
      if (conflict.value) theirs.value = await get().catch(() => null);
      return false;
    } finally {
      busy.value = false;
    }
  }

  /** Goes on with a draft that was made of `base`: what somebody else has saved since is found out by saving. */
  function resume(written: D, base: T): void {
    if (kept.value?.version !== base.version) kept.value = base;
    draft.value = written;
  }

  /** Takes a change that was made apart from the draft, such as a new key, and keeps the draft. */
  async function follow(found?: T): Promise<void> {
    rebase(found ?? (await get()));
  }

  /** Saves one's own changes onto what somebody else has saved meanwhile: what was shown of it, and nothing newer. */
  async function overwrite(): Promise<void> {
    try {
      rebase(theirs.value ?? (await get()));
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      toast(describe(reason), { tone: "bad" });
      return;
    }
    await save();
  }

  /** What the server finds wrong at a place, or at a place within it. */
  function fault(place: string): string | null {
    const at = problem.value?.field;
    return problem.value && at && (at === place || at.startsWith(`${place}.`)) ? describe(problem.value) : null;
  }

  function discard(): void {
    if (kept.value) take(kept.value);
  }

  watch(draft, () => (problem.value = null), { deep: true });
  onMounted(load);
  const leaving = useLeaveGuard(dirty);
  return { kept, draft, failure, problem, busy, conflict, theirs, changes, dirty, load, save, follow, resume, overwrite, fault, discard, leaving };
}

/** Asks before unsaved changes are lost. `asking` opens the question, `answer` goes on or stays. */
function useLeaveGuard(dirty: Readonly<Ref<boolean>>) {
  const asking = ref(false);
  let decide: (go: boolean) => void = () => undefined;

  onBeforeRouteLeave(() => {
    if (!dirty.value) return true;
    asking.value = true;
    return new Promise<boolean>((resolve) => (decide = resolve));
  });
  watch(asking, (open) => {
    if (!open) decide(false);
  });

  function leave(): void {
    decide(true);
    asking.value = false;
  }

  const warn = (event: BeforeUnloadEvent) => {
    if (dirty.value) event.preventDefault();
  };
  addEventListener("beforeunload", warn);
  onScopeDispose(() => removeEventListener("beforeunload", warn));
  return { asking, leave };
}
