// The mailboxes in the settings.
export { en } from "./mailboxSettings.en";
export { vi } from "./mailboxSettings.vi";
