export { en } from "./routing.en";
export { vi } from "./routing.vi";
