// Fetched by the loader when the page is idle, where the script's tag has data-visits. Pages may call it before it is
// there: (window.ContactCenterCalls ??= []).push(["cart", [{ name, quantity, price }]]); once it is, the same calls
// are ContactCenter.track, .cart, .search and .consent.
import { startTracker, type Calls } from "./tracker/start";

type Call = { [Name in keyof Calls]: [Name, ...Parameters<Calls[Name]>] }[keyof Calls];

declare global {
  interface Window {
    ContactCenterCalls?: { push: (...calls: Call[]) => unknown; length?: number };
  }
}

const { origin } = new URL((document.currentScript as HTMLScriptElement).src);
const tag = document.querySelector<HTMLScriptElement>("script[data-inbox]")!;
const calls = startTracker(origin, tag.dataset.inbox!, tag.dataset);

function call([name, ...given]: Call): void {
  (calls[name] as ((...given: unknown[]) => void) | undefined)?.(...given);
}

const waiting = window.ContactCenterCalls;
if (Array.isArray(waiting)) (waiting as Call[]).forEach(call);
window.ContactCenterCalls = { push: (...more: Call[]) => more.forEach(call) };
const { signOut } = window.ContactCenter!;
Object.assign(window.ContactCenter!, calls, {
  signOut() {
    signOut();
    calls.signOut();
  },
});
