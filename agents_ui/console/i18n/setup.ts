// What administrators set up: inboxes, calendars, the first-run guide.
export { en } from "./setup.en";
export { vi } from "./setup.vi";
