// What the help centre does besides what its pages do by themselves: articles are suggested while one types, as a combobox
// with a list (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/), and the chat opens from the page.
"use strict";

const WAIT = 150;
const MOST = 6;

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function suggest(form) {
  const input = form.querySelector("input");
  const words = form.dataset;
  const list = element("ul", { class: "suggestions", id: "suggestions", role: "listbox", "aria-label": words.label });
  const status = element("p", { class: "unseen", role: "status" });
  const search = crypto.randomUUID ? crypto.randomUUID() : "";
  let asked = null;
  let timer = 0;
  let chosen = -1;
  let shown = "";

  list.hidden = true;
  form.append(list, status);
  const state = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [key, value] of Object.entries(state)) input.setAttribute(key, value);

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    choose(-1);
    input.setAttribute("aria-expanded", "false");
  }

  function choose(place) {
    chosen = place;
    [...list.children].forEach((each, number) => each.setAttribute("aria-selected", String(number === place)));
    if (place < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[place].id);
      list.children[place].scrollIntoView({ block: "nearest" });
    }
  }

  function pieces(found) {
    return found.map((piece) => (piece.hit ? element("mark", {}, piece.text) : piece.text));
  }

  function show(found, text) {
    shown = text;
    const options = found.items.map((hit, place) => {
      const address = search ? `${hit.path}?s=${search}` : hit.path;
      const about = element("small", { "aria-hidden": "true" }, hit.summary || "");
      const option = element("li", { role: "option", id: `suggestion-${place}`, "data-to": address, lang: hit.locale });
      option.append(element("strong", {}, ...pieces(hit.title)), about);
      return option;
    });
    if (options.length) {
      const to = `${form.getAttribute("action")}?q=${encodeURIComponent(text)}`;
      options.push(element("li", { role: "option", class: "all", id: "suggestion-all", "data-to": to }, words.all.replace("%", () => text)));
    }
    list.replaceChildren(...options);
    choose(-1);
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(options.length > 0));
    const count = found.items.length;
    status.textContent = count === 0 ? words.none : count === 1 ? words.one : words.many.replace("%", count);
  }

  async function ask() {
    const text = input.value.trim();
    asked?.abort();
    if (text.length < 2) return close();
    const query = new URLSearchParams({ q: input.value, locale: words.locale, limit: MOST, typing: "true" });
    if (search) query.set("search", search);
    asked = new AbortController();
    try {
      const answer = await fetch(`${words.suggest}?${query}`, { signal: asked.signal });
      if (answer.ok && document.activeElement === input) show(await answer.json(), text);
    } catch {
      // Typed on, or not reachable: the form still works by itself.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("focus", () => {
    if (list.children.length && input.value.trim() === shown) {
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    }
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (list.hidden) return;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = chosen + step;
      choose(next > last ? -1 : next < -1 ? last : next);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.to);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.to);
  });
}

for (const form of document.querySelectorAll("[data-suggest]")) suggest(form);

// Opens the chat. words: what is said there at once in the reader's name.
function begin(words) {
  if (words) window.ContactCenter?.say(words);
  else window.ContactCenter?.open();
}

for (const button of document.querySelectorAll("[data-chat]")) {
  button.hidden = false;
  button.addEventListener("click", () => begin(button.dataset.chat));
}
