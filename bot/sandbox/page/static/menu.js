// Small menus that open at a button: overflow menus of the bot, and what can be done with a message.

import { h, newId } from "./dom.js";

let close = () => {};

/** Open a menu at a button: items are {label, picture, description, danger, choose}. Arrows move, Escape closes. */
export function openMenu(anchor, items, label) {
  close();
  const list = h("div", { class: "menu", role: "menu", id: newId("menu"), "aria-label": label });
  const shut = (refocus = true) => {
    list.remove();
    document.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("resize", shut);
    if (refocus === true && anchor.isConnected) anchor.focus(); // first: a message's tools are there with the focus only
    anchor.setAttribute("aria-expanded", "false");
    close = () => {};
  };
  const outside = (event) => list.contains(event.target) || shut(false);
  close = () => shut(false);
  list.append(...items.map((item) => row(item, shut)));
  list.addEventListener("keydown", (event) => keys(event, list, shut));
  (anchor.closest("dialog") ?? document.querySelector(".bar")).append(list); // within a landmark that is not drawn anew
  put(list, anchor);
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  window.addEventListener("resize", shut);
  list.firstElementChild?.focus();
}

function row({ label, picture, description, danger, choose }, shut) {
  const press = () => {
    shut();
    choose();
  };
  return h(
    "button",
    { type: "button", role: "menuitem", class: danger ? "danger" : null, tabindex: -1, on: { click: press } },
    h("span", {}, picture ? [picture, " "] : null, label),
    description ? h("small", {}, description) : null,
  );
}

function keys(event, list, shut) {
  const rows = [...list.children];
  const at = rows.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to !== undefined) rows[(to + rows.length) % rows.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") shut();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Put a floating list at an anchor, inside the window. */
export function put(list, anchor, { wide = false } = {}) {
  const at = anchor.getBoundingClientRect();
  if (wide) list.style.width = `${Math.max(at.width, 180)}px`;
  const { width, height } = list.getBoundingClientRect();
  const below = at.bottom + height + 8 < window.innerHeight || at.top < height + 8;
  list.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - width - 8))}px`;
  list.style.top = below ? `${at.bottom + 4}px` : `${at.top - height - 4}px`;
}
