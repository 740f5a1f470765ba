// How a mail's HTML looks in its frame, where it says nothing of it itself. It is put in from outside: the frame's own
// page has no style sheet of the console's, and nothing in it may be fetched.

/** What is quoted, or a signature: marked by the server, and by what we write ourselves. */
export const FOLDED = ".mail-folded, .gmail_quote, .signature";

export const STYLE = `
html { background: #fff; color: #1a1d23; }
html.dark { color-scheme: dark; background: #17191d; color: #e8eaee; }
html.dark body, html body { background: transparent; color: inherit; }
html.dark a { color: #8aa4ff; }
body { display: flow-root; padding: 0; overflow-y: hidden;
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; }
html.tall body { overflow-y: auto; }
html.paper body { padding: 12px; }
body > :first-child { margin-top: 0; }
body > :last-child { margin-bottom: 0; }
img { max-width: 100%; }
img[data-src]:not([src]) { outline: 1px dashed #868d9b; }
blockquote { margin: 4px 0 4px 2px; padding-left: 10px; border-left: 2px solid #868d9b; }
html:not(.whole) :is(${FOLDED}) { display: none; }
`;
