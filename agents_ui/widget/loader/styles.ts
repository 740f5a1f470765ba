// The loader's own few styles. They live in a shadow root on a foreign page, out of reach of our tokens, so the values
// are written here; a constructed sheet is allowed under any style-src, and icons are clip paths, so that no image is
// asked for. The icon on the brand's colour is white or black by its lightness.

/** Where the panel covers the screen. */
export const FULL = "(max-width:480px),(max-height:480px)";

const BUBBLE = "M3 3h20q3 0 3 3v11q0 3-3 3h-9l-7 5v-5H3q-3 0-3-3V6q0-3 3-3zM6 8v2h14V8zM6 13v2h9v-2z";
const DOWN = "M13 19 4 10l2-2 7 7 7-7 2 2z";

export const STYLES = `
:host{all:initial!important;color-scheme:light dark;--brand:#3355d8;--edge:max(20px,env(safe-area-inset-bottom))}
button{all:unset;cursor:pointer;font:600 14px/18px system-ui;text-align:center;background:var(--brand);color:oklch(from var(--brand) clamp(0,(.67 - l)*infinity,1) 0 0)}
.fixed{position:fixed;z-index:2147483000;box-shadow:0 4px 20px #0f121959;right:max(20px,env(safe-area-inset-right))}
:host(.left) .fixed{right:auto;left:max(20px,env(safe-area-inset-left))}
:before,.badge,.panel button{position:absolute;border-radius:24px}
.launcher{bottom:var(--edge);width:56px;height:56px;border-radius:50%;forced-color-adjust:none}
.launcher:before{content:"";inset:15px;border-radius:0;background:currentColor;clip-path:path(evenodd,"${BUBBLE}")}
.launcher[aria-expanded=true]:before{clip-path:path("${DOWN}")}
:focus-visible{outline:3px solid CanvasText;outline-offset:2px}
.badge{top:-4px;right:-4px;min-width:10px;padding:0 6px;border:2px solid #fff;background:#c3272e;color:#fff;font-size:12px}
.badge:empty{display:none}
.said{position:fixed;clip-path:inset(50%)}
.panel{bottom:calc(68px + var(--edge));width:380px;height:min(600px,100vh - 108px);border-radius:16px;overflow:hidden;outline:1px solid #0000;background:Canvas}
.closed{visibility:hidden;opacity:0}
iframe{width:100%;height:100%;border:0}
.panel:not(.ready) iframe,.panel:not(.failed) button{position:absolute;visibility:hidden}
.panel button{inset:auto 32px 50%;padding:13px;background:CanvasText;color:Canvas}
.loading:before{content:"";inset:calc(50% - 14px);border:3px solid var(--brand);border-right-color:#0000;animation:turn 2s linear infinite}
@keyframes turn{to{rotate:1turn}}
@media ${FULL}{
.fixed.panel{inset:0;width:auto;height:auto;border-radius:0;padding-block:env(safe-area-inset-top) env(safe-area-inset-bottom)}
.ready:not(.closed)+.launcher{visibility:hidden}}
@media (prefers-reduced-motion:no-preference){.panel{transition:opacity .18s,visibility .18s}}
@media print{:host{display:none!important}}`;
