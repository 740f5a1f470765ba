// What answers questions in each language: its versions, what is amiss, training by hand, and the way back.
import { ApiError } from "@shared/api";
import type { components } from "@shared/api.gen";
import { toast } from "@shared/ui/toasts";
import { onMounted, onUnmounted, ref, shallowRef } from "vue";

import { api } from "../../api";
import { describe, LANGUAGE_NAMES, t } from "../../i18n";

type Schemas = components["schemas"];
export type Engines = Schemas["EnginesView"];
export type Engine = Schemas["EngineView"];
export type Complaint = Schemas["Complaint"];
export type EngineVersion = Schemas["EngineVersion"];

/** Milliseconds after which it is looked again, while something is learned or loaded, and while nothing is. */
const SOON = 3_000;
const LATER = 30_000;

/** Whether it is to answer and does not yet: the process that understands is still loading it. Pure. */
export const isComing = (engine: Engine, version: EngineVersion): boolean =>
  Boolean(version.chosen) && !version.broken && engine.answering !== version.version;

/** Whether something else will soon be to be seen. Pure. */
const changes = (now: Engines | null): boolean =>
  now !== null && (now.training || now.engines.some((engine) => engine.versions.some((version) => isComing(engine, version))));

/** The version that answers, where it was found to be right more often than another one. Pure. */
export function better(engine: Engine, than: EngineVersion): EngineVersion | null {
  const now = engine.versions.find((version) => version.version === engine.answering);
  return now?.accuracy != null && than.accuracy != null && now.accuracy > than.accuracy ? now : null;
}

export function useEngines() {
  const engines = shallowRef<Engines | null>(null);
  const failure = shallowRef<ApiError | null>(null);
  const busy = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gone = false;

  async function load(): Promise<void> {
    clearTimeout(timer);
    try {
      engines.value = await api.get<Engines>("/bot/engines");
      failure.value = null;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      // What was read before goes on being shown.
      if (engines.value === null) failure.value = reason;
    }
    if (!gone) timer = setTimeout(() => void load(), changes(engines.value) ? SOON : LATER);
  }

  async function act(run: () => Promise<unknown>, done: string): Promise<void> {
    busy.value = true;
    try {
      await run();
      toast(done);
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      toast(describe(reason), { tone: "bad" });
    } finally {
      busy.value = false;
    }
    await load();
  }

  const train = (engine: Engine) =>
    act(() => api.send("POST", `/bot/engines/${engine.locale}/train`), t("engines.begun", { language: LANGUAGE_NAMES[engine.locale] }));
  const goBack = (engine: Engine, version: EngineVersion) =>
    act(() => api.send("POST", `/bot/engines/${engine.locale}/go-back`, { version: version.version }), t("engines.wentBack", { version: version.version }));

  onMounted(load);
  onUnmounted(() => {
    gone = true;
    clearTimeout(timer);
  });
  return { engines, failure, busy, load, train, goBack };
}
