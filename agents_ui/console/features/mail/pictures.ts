// Whose mails show pictures that are fetched from elsewhere: remembered in this browser, for those whom its user trusts.
import type { MailPerson } from "@shared/wire";

import { persisted } from "../preferences/persisted";
import { keyOf } from "./people";

const MOST = 500;
const trusted = persisted<string[]>("mail-pictures-from", []);

export const isTrusted = (sender: MailPerson): boolean => trusted.value.includes(keyOf(sender));

export function trust(sender: MailPerson): void {
  trusted.value = [keyOf(sender), ...trusted.value.filter((one) => one !== keyOf(sender))].slice(0, MOST);
}

export function distrust(sender: MailPerson): void {
  trusted.value = trusted.value.filter((one) => one !== keyOf(sender));
}
