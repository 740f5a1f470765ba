// Run before a page: every text of a catalogue is lengthened and put in brackets, and what comes from the server or
// from the browser's own formats is remembered, so that a text which is none of these is found.
(() => {
  // Names that are the same everywhere, and what the tests write.
  const known = new Set(["English", "Tiếng Việt", "Chrome", "Cốc Cốc", "Edge", "Facebook", "Firefox", "Opera", "Safari", "Samsung Internet", "Zalo", "Android", "ChromeOS", "iOS", "iPadOS", "Linux", "macOS", "Windows", "https://shop.example/privacy", "Xin chào"]);
  const take = (value) => {
    // A single small word of the server's is a state, which people should not read.
    if (typeof value === "string" && !/^[a-z_]+$/.test(value)) known.add(value.trim());
    // A row shows the names of a message that is files alone, with a drawn clip in place of the sign.
    if (typeof value === "string" && value.startsWith("📎 ")) known.add(value.slice(2).trim());
    if (typeof value === "string" && /^https?:/.test(value) && URL.canParse(value)) {
      const { pathname, search } = new URL(value);
      known.add(pathname + search).add(decodeURI(pathname + search));
    }
    else if (value && typeof value === "object") Object.values(value).forEach(take);
    return value;
  };
  const after = (owner, name) => {
    const before = owner[name];
    owner[name] = function (...given) {
      const result = before.apply(this, given);
      if (result instanceof Promise) return result.then(take);
      return take(result);
    };
  };
  after(JSON, "parse");
  after(Response.prototype, "json");
  for (const name of ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]) after(Date.prototype, name);
  const relative = Intl.RelativeTimeFormat.prototype.format;
  Intl.RelativeTimeFormat.prototype.format = function (...given) {
    const text = relative.apply(this, given);
    known.add(text).add(text[0].toUpperCase() + text.slice(1));
    return text;
  };
  after(Intl.DisplayNames.prototype, "of");
  // Of a list the words between its items are the browser's.
  const list = Intl.ListFormat.prototype.format;
  Intl.ListFormat.prototype.format = function (items) {
    for (const { type, value } of this.formatToParts(items)) if (type === "literal") known.add(value);
    return list.call(this, items);
  };
  for (const { prototype } of [Intl.DateTimeFormat, Intl.NumberFormat]) {
    const { get } = Object.getOwnPropertyDescriptor(prototype, "format");
    Object.defineProperty(prototype, "format", { get() { return (value) => take(get.call(this)(value)); } });
    after(prototype, "formatToParts");
  }

  // Texts are rendered by replacing their {values}: nothing else asks for this pattern.
  const replace = String.prototype.replace;
  String.prototype.replace = function (what, by) {
    const text = replace.call(this, what, by);
    if (!(what instanceof RegExp) || what.source !== "\\{(\\w+)\\}") return text;
    const more = Math.ceil(text.length * 0.4);
    const again = replace.call(text.slice(0, more), /[⟦⟧]/g, "");
    return `⟦${text}${text.length > 12 ? ` ${again}` : "~".repeat(more)}⟧`;
  };

  const WORD = /\p{L}{2,}/u;
  const INITIALS = /^\p{Lu}{2}$/u;
  const INSIDE = /⟦[^⟦⟧]*⟧/g;
  const READ = ["aria-label", "placeholder", "title", "alt"];
  /** What is left of a text without what is in brackets and what is known. */
  const strange = (text) => {
    let left = text;
    while (INSIDE.test(left)) left = replace.call(left, INSIDE, " ");
    if (!WORD.test(left)) return "";
    const data = [...known].filter((each) => each.length > 1).sort((a, b) => b.length - a.length);
    for (const each of data) left = left.split(each).join(" ");
    left = left.trim();
    return WORD.test(left) && !INITIALS.test(left) ? left : "";
  };
  const hides = (value) => value === "hidden" || value === "clip";
  const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.clientWidth !== 1;
  const control = (element) => element.closest("button, a, label, [role=tab], [role=option], [role=menuitem], th, h1, h2, h3");

  /** By what a text is cut off, if it is. */
  const cut = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    if (text.bottom <= 0) return ""; // such as the link over the page that comes with the focus
    for (let box = node.parentElement; box && box !== document.documentElement; box = box.parentElement) {
      const style = getComputedStyle(box);
      const edge = box.getBoundingClientRect();
      const wide = text.right > edge.right + 1 || text.left < edge.left - 1;
      const high = text.bottom > edge.bottom + 1 || text.top < edge.top - 1;
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) return "";
      if ((wide && hides(style.overflowX)) || (high && hides(style.overflowY))) return box.className || box.tagName;
    }
    return text.right > innerWidth + 1 || text.left < -1 ? "the window" : "";
  };

  window.readPseudo = () => {
    const found = { strange: [], cut: [], texts: 0 };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.nodeType === 1 ? node : node.parentElement;
      if (/^(SCRIPT|STYLE|KBD|CODE|OPTION)$/.test(element.tagName) || element.closest("[lang]") !== document.documentElement || !seen(element)) continue;
      // An address that may be broken behind its @ is one text.
      const whole = [...element.children].every((child) => child.tagName === "WBR") ? element.textContent : node.data;
      const texts = node.nodeType === 3 ? [whole] : READ.map((name) => element.getAttribute(name) ?? "");
      for (const text of texts) {
        if (text.includes("⟦")) found.texts += 1;
        if (strange(text)) found.strange.push(`${strange(text)} (${element.className || element.tagName})`);
      }
      if (node.nodeType === 3 && node.data.includes("⟦") && control(element) && cut(node)) found.cut.push(`${node.data} by ${cut(node)}`);
    }
    return found;
  };
})();
