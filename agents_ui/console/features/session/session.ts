// Who is signed in.
import { ApiError } from "@shared/api";
import type { Locale } from "@shared/i18n";
import type { Me, Scope } from "@shared/wire";
import { defineStore } from "pinia";
import { ref, watch } from "vue";

import { api, signedOut } from "../../api";
import { chooseLocale } from "../preferences/preferences";

export const useSession = defineStore("session", () => {
  const me = ref<Me | null>(null);

  /** Whether the server lets us do this; it decides anew at each request. */
  const may = (scope: Scope) => me.value?.scopes.includes(scope) ?? false;

  watch(signedOut, () => (me.value = null));

  /** Asks the server who we are, once; resolves to null where nobody is signed in. */
  async function restore(): Promise<Me | null> {
    try {
      me.value ??= await api.get<Me>("/session");
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) throw error;
    }
    return me.value;
  }

  async function signIn(email: string, password: string): Promise<void> {
    me.value = await api.send<Me>("POST", "/session", { email, password });
  }

  /** Changes the language here at once, and of the mails that we get. */
  async function speak(language: Locale): Promise<void> {
    chooseLocale(language);
    me.value = await api.send<Me>("PATCH", "/session", { locale: language });
  }

  async function signOut(): Promise<void> {
    await api.send("DELETE", "/session");
    sessionStorage.clear();
    me.value = null;
  }

  return { me, may, restore, signIn, signOut, speak };
});
