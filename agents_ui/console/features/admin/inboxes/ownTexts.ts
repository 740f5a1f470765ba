// What the widget says where a brand says nothing of its own.
import type { Locale } from "@shared/i18n";

import { texts } from "../../../../widget/app/texts";
import { QUESTION } from "../../../../widget/tracker/texts";

const own = (key: keyof (typeof texts)["en"]): Record<Locale, string> => ({
  en: String(texts.en[key]),
  vi: String(texts.vi[key]),
});

export const OWN_TEXTS = {
  closed: own("panel.offline"),
  consent: { en: QUESTION.en.ask, vi: QUESTION.vi.ask },
};
