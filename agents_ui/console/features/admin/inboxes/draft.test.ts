import { describe, expect, it } from "vitest";

import { faultsOf, withoutGaps, type InboxDraft } from "./draft";

const DRAFT: InboxDraft = {
  name: "Shop",
  allowed_sites: ["https://shop.example"],
  calendar: null,
  disabled: false,
  settings: {
    colour: "#2563eb",
    title: {},
    greeting: {},
    closed: {},
    pre_chat: [],
    files: true,
    rating: true,
    transcript: true,
    typing_preview: false,
    inactivity_minutes: 0,
    consent: "off",
    consent_text: {},
    privacy_url: "",
    bot: { enabled: true, name: {}, avatar: true, hours: "always", must_reach: {}, max_failures: 2, answer_at: 0.75, clarify_at: 0.3 },
  },
};
const withSettings = (settings: Partial<InboxDraft["settings"]>): InboxDraft => ({
  ...DRAFT,
  settings: { ...DRAFT.settings, ...settings },
});

describe("an inbox's draft", () => {
  it("without a mistake has none", () => expect(faultsOf(DRAFT)).toEqual({}));

  it("names each mistake by its place", () => {
    expect(faultsOf({ ...DRAFT, name: "  ", allowed_sites: ["https://a.example", "b example"] })).toEqual({
      name: "error.name_missing",
      "allowed_sites.1": "error.site_unfit",
    });
    expect(faultsOf(withSettings({ colour: "#25", privacy_url: "javascript:alert(1)", inactivity_minutes: 1.5 }))).toEqual({
      "settings.colour": "inboxes.colourFault",
      "settings.privacy_url": "error.address_unfit",
      "settings.inactivity_minutes": "inboxes.minutesFault",
    });
  });

  it("says where the bot would have to be surer to ask back than to answer", () => {
    const bot = { ...DRAFT.settings.bot, answer_at: 0.6, clarify_at: 0.75 };
    expect(faultsOf(withSettings({ bot }))).toEqual({ "settings.bot.clarify_at": "error.thresholds_crossed" });
  });

  it("keeps words without the lines that are empty", () => {
    expect(withoutGaps({ en: ["lawyer ", "", " "], vi: [""] })).toEqual({ en: ["lawyer"] });
  });
});
