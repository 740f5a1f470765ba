// Signing in to mailboxes at their providers.
export { en } from "./mailSignIn.en";
export { vi } from "./mailSignIn.vi";
