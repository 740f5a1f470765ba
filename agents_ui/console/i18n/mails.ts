// Mails in a conversation: how they are shown, and how they are written.
export { en } from "./mails.en";
export { vi } from "./mails.vi";
