// What the server answers to a question that is being written: asked a moment after each change, the last one counts.
import { ApiError } from "@shared/api";
import { onScopeDispose, ref, shallowRef, watch, type Ref } from "vue";

import { api } from "../../../api";

const PAUSE = 300;

/** question: null while there is nothing to ask; the last answer stays. `problem` is what the server finds wrong. */
export function useAnswer<A>(path: string, question: Readonly<Ref<object | null>>) {
  const answer = shallowRef<A | null>(null);
  const problem = shallowRef<ApiError | null>(null);
  const asking = ref(false);
  let timer = 0;
  let asked = 0;

  async function ask(wanted: object): Promise<void> {
    const mine = ++asked;
    asking.value = true;
    try {
      const found = await api.send<A>("POST", path, wanted, null);
      if (mine === asked) [answer.value, problem.value] = [found, null];
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      if (mine === asked) [answer.value, problem.value] = [null, reason];
    } finally {
      if (mine === asked) asking.value = false;
    }
  }

  function again(): void {
    clearTimeout(timer);
    const wanted = question.value;
    if (wanted) timer = window.setTimeout(() => void ask(wanted), PAUSE);
  }

  watch(question, again, { deep: true, immediate: true });
  onScopeDispose(() => clearTimeout(timer));
  return { answer, problem, asking, again };
}
