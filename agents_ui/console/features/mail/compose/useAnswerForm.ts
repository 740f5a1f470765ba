// What an answer by mail begins with, asked anew with each mail that comes or goes, and with another customer.
import { ApiError } from "@shared/api";
import type { AnswerForm } from "@shared/wire";
import { shallowRef, watch, type ShallowRef } from "vue";

import { api } from "../../../api";

/** conversation: null where no mail is written; last: changes with what it depends on. */
export function useAnswerForm(conversation: () => string | null, last: () => unknown): ShallowRef<AnswerForm | null> {
  const form = shallowRef<AnswerForm | null>(null);
  let turn = 0;

  async function ask(id: string): Promise<void> {
    const mine = (turn += 1);
    try {
      const found = await api.get<AnswerForm>(`/conversations/${id}/answer-form`);
      if (mine === turn) form.value = found;
    } catch (error) {
      // Without it the server fills in what is left out.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  watch([conversation, last], ([id]) => id !== null && void ask(id), { immediate: true });
  return form;
}
