// Suggestions for mails that an agent does not want to see any more, by the id of their turn: until the page is left.
import { shallowReactive } from "vue";

export const hiddenHints = shallowReactive(new Set<string>());
