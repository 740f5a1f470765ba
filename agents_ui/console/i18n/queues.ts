export { en } from "./queues.en";
export { vi } from "./queues.vi";
