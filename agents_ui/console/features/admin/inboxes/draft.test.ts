import { describe, expect, it } from "vitest";

import { faultsOf, type InboxDraft } from "./draft";

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
});
