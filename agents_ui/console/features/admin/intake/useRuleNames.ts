// What intake rules name, shared by a page's parts: read once by the page, injected by what is in it.
import { locale } from "@shared/i18n";
import type { CustomField } from "@shared/wire";
import { computed, inject, provide, type ComputedRef, type InjectionKey } from "vue";

import { t } from "../../../i18n";
import { useCatalogue } from "../routing/useCatalogue";
import { channelChoices, languageChoices } from "../routing/words";
import type { Names } from "./rules";

interface RuleNames {
  names: Names;
  choicesOf: (about: string) => { value: string; label: string }[];
  fields: ComputedRef<readonly CustomField[]>;
  catalogue: ReturnType<typeof useCatalogue>;
}

const KEY: InjectionKey<RuleNames> = Symbol("rule names");

export function provideRuleNames(): RuleNames {
  const catalogue = useCatalogue("queues", "skills", "inboxes", "labels", "fields");
  const { all, skillName, queueName } = catalogue;
  const found = <T extends { id: string; name: string }>(items: readonly T[], id: string) =>
    items.find((each) => each.id === id)?.name ?? t("intake.gone");
  const names: Names = {
    inbox: (id) => found(all.inboxes, id),
    label: (id) => found(all.labels, id),
    field: (key) => {
      const field = all.fields.find((each) => each.key === key);
      return field?.names[locale.value] ?? field?.names.en ?? key;
    },
    skill: skillName,
    queue: queueName,
  };
  const named = (items: readonly { id: string; name: string }[]) => items.map(({ id, name }) => ({ value: id, label: name }));

  function choicesOf(about: string): { value: string; label: string }[] {
    if (about === "channel") return channelChoices();
    if (about === "language") return languageChoices();
    if (about === "inbox") return named(all.inboxes);
    if (about === "label") return named(all.labels);
    if (about === "hours") return (["open", "closed"] as const).map((value) => ({ value, label: t(`intake.hours.${value}`) }));
    return (["known", "new"] as const).map((value) => ({ value, label: t(`intake.customer.${value}`) }));
  }

  const shared = { names, choicesOf, fields: computed(() => all.fields), catalogue };
  provide(KEY, shared);
  return shared;
}

export function useRuleNames(): RuleNames {
  const shared = inject(KEY);
  if (!shared) throw new Error("outside a page of intake rules");
  return shared;
}
