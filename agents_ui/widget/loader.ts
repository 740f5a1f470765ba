// The one line that a shop includes: <script async src="https://HOST/widget.js" data-inbox="INBOX"></script>
// Optional: data-locale="en|vi" data-position="left|right" data-colour="#rrggbb". Nothing is fetched before the first
// click, unless a conversation is open. The page's own scripts may call window.ContactCenter and hear the
// "contact-center" event on window, whose detail is { open, unread }.
import { startLoader } from "./loader/start";

declare global {
  interface Window {
    ContactCenter?: {
      open: () => void;
      /** Opens the chat and says this there in the visitor's name, such as what a button of the page is called. */
      say: (text: string) => void;
      close: () => void;
      toggle: () => void;
      /** Puts the launcher back on a page that has replaced its body. */
      attach: () => void;
      /** Says by a token that the shop's server has signed who the visitor is; as data-identity does. */
      identify: (token: string) => void;
      /** The shop's customer has signed out: nothing of the chat stays in this browser but the language. */
      signOut: () => void;
    };
  }
}

const script = document.currentScript as HTMLScriptElement;

if (window.ContactCenter) window.ContactCenter.attach();
else if (!script.dataset.inbox) throw new Error("no data-inbox");
else window.ContactCenter = startLoader(script.src, script.dataset.inbox, script.dataset);
