// Short words at the edge of the page: errors until they are read, news for some seconds.

import { h, trouble } from "./dom.js";
import { store, subscribe } from "./store.js";

const SECONDS = 6;

/**
 * Say something; an error is announced at once and stays longer, as does what can be followed: `links` of {words, href}.
 * What stands there already is counted.
 */
export function toast(words, { error = false, links = [] } = {}) {
  const shelf = document.querySelector("dialog[open]:last-of-type .toasts") ?? document.getElementById("toasts");
  const there = [...shelf.children].find((each) => each.dataset.words === words);
  const count = Number(there?.dataset.count ?? 0) + 1;
  const ways = links.map(({ words: where, href }, index) => [index ? ", " : " ", h("a", { href, on: { click: () => note.remove() } }, where)]);
  const note = h(
    "div",
    { class: error ? "toast error" : "toast", role: error ? "alert" : "status", data: { words, count } },
    h("span", {}, trouble(words), ways, ways.length ? "." : null),
    count > 1 ? h("small", { "aria-label": `${count} times` }, `×${count}`) : null,
    h("button", { type: "button", "aria-label": "Dismiss", on: { click: () => note.remove() } }, "×"),
  );
  if (there) there.replaceWith(note);
  else shelf.append(note);
  setTimeout(() => note.remove(), SECONDS * (error || links.length ? 2 : 1) * 1000);
}

let reader = store.role;
// what one member was told is nothing to the next
subscribe(() => {
  if (reader === store.role) return;
  reader = store.role;
  for (const note of document.querySelectorAll(".toast")) note.remove();
});

/** Say in words what went wrong. */
export function complain(error) {
  toast(error.message || "That failed.", { error: true });
}
