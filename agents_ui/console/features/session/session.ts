// Who is signed in.
import { ApiError } from "@shared/api";
import type { Locale } from "@shared/i18n";
import type { Me, Scope } from "@shared/wire";
import { defineStore } from "pinia";
import { ref, watch } from "vue";

import { api, signedOut } from "../../api";
import { chooseLocale, suggestLocale } from "../preferences/preferences";
import { adopt } from "../preferences/settings";

/** Whose words this tab keeps; empty once somebody has signed out. */
const OWNER = "contact-center:owner";
/** When that became known here, in epoch milliseconds. */
const SINCE = "contact-center:since";
/** When somebody signed out in this browser last: the other tabs hear of it. */
const LEFT = "contact-center:left";

/** What somebody else has begun to write in this tab is not the next one's. */
function known(me: Me): Me {
  const before = sessionStorage.getItem(OWNER);
  if (before !== null && before !== me.id) sessionStorage.clear();
  sessionStorage.setItem(OWNER, me.id);
  sessionStorage.setItem(SINCE, String(Date.now()));
  return me;
}

export const useSession = defineStore("session", () => {
  const me = ref<Me | null>(null);
  /** Signed out on purpose, here or in another tab: nothing leads back to what was shown. */
  const left = ref(false);

  /** Whether the server lets us do this; it decides anew at each request. */
  const may = (scope: Scope) => me.value?.scopes.includes(scope) ?? false;

  watch(() => me.value?.preferences, (given) => given && adopt(given), { flush: "sync" });
  watch(() => me.value?.locale, suggestLocale, { flush: "sync" });
  watch(signedOut, () => (me.value = null));
  // At once: where the socket hears of it first, the page is gone before the answer comes.
  watch(me, (now) => {
    if (now || !left.value) return;
    sessionStorage.clear();
    sessionStorage.setItem(OWNER, "");
    localStorage.setItem(LEFT, String(Date.now()));
  }, { flush: "sync" });

  /** Asks the server who we are, once; resolves to null where nobody is signed in. */
  async function restore(): Promise<Me | null> {
    try {
      me.value ??= known(await api.get<Me>("/session"));
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) throw error;
    }
    return me.value;
  }

  /** Resolves to whether it is nobody else than before in this tab. */
  async function signIn(email: string, password: string): Promise<boolean> {
    const before = sessionStorage.getItem(OWNER);
    left.value = false;
    me.value = known(await api.send<Me>("POST", "/session", { email, password }));
    return before === null || before === me.value.id;
  }

  /** Changes the language here at once, and of the mails that we get. */
  async function speak(language: Locale): Promise<void> {
    chooseLocale(language);
    me.value = await api.send<Me>("PATCH", "/session", { locale: language });
  }

  async function signOut(): Promise<void> {
    // Before it is done: the socket may hear of it first.
    left.value = true;
    await api.send("DELETE", "/session").catch((error: unknown) => {
      left.value = false;
      throw error;
    });
    forget();
  }
  // The other tabs may be between two pages just then.
  if (Number(localStorage.getItem(LEFT)) > Number(sessionStorage.getItem(SINCE) ?? Infinity)) forget();
  addEventListener("storage", (event) => event.key === LEFT && forget());

  function forget(): void {
    sessionStorage.clear();
    sessionStorage.setItem(OWNER, "");
    left.value = true;
    me.value = null;
  }

  return { me, left, may, restore, signIn, signOut, speak };
});
