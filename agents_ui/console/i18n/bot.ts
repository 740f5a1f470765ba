export { en } from "./bot.en";
export { vi } from "./bot.vi";
