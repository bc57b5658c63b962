// Short words at the edge of the page: errors until they are read, news for some seconds.

import { h } from "./dom.js";

const SECONDS = 6;

/** Say something; an error is announced at once and stays longer. */
export function toast(words, { error = false } = {}) {
  const shelf = document.querySelector("dialog[open]:last-of-type .toasts") ?? document.getElementById("toasts");
  const note = h(
    "div",
    { class: error ? "toast error" : "toast", role: error ? "alert" : "status" },
    h("span", {}, words),
    h("button", { type: "button", "aria-label": "Dismiss", on: { click: () => note.remove() } }, "×"),
  );
  shelf.append(note);
  setTimeout(() => note.remove(), SECONDS * (error ? 2 : 1) * 1000);
}

/** Say in words what went wrong. */
export function complain(error) {
  toast(error.message || "That failed.", { error: true });
}
