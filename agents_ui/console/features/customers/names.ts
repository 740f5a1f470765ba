// What a customer is called.
import { t } from "../../i18n";

const NUMBERED = /^Visitor (\d+)$/;

/** A customer without a name of their own is called by their address; one without that is sent as Visitor with a number, which is no way to speak to anybody. */
export const isOwnName = (name: string): boolean => !NUMBERED.test(name);

/** The name in the reader's language, where it is the product's own. */
export function calledBy(name: string): string {
  const number = NUMBERED.exec(name)?.[1];
  return number ? t("customer.unnamed", { number }) : name;
}
