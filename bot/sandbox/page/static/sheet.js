// Windows of the page's own (help, switcher, JSON): on top of everything, closed by Escape, the focus goes back.

import { h, newId } from "./dom.js";
import { keepPlace } from "./focus.js";
import { icon } from "./icons.js";

/** Open a window with a title; answers with it and a function that closes it. `onClose` hears of any way it ends. */
export function openSheet(title, body, { className = "", onClose = () => {} } = {}) {
  const back = keepPlace();
  const id = newId("sheet");
  const close = () => {
    if (!dialog.isConnected) return;
    dialog.close();
    dialog.remove();
    onClose();
    back();
  };
  const cross = h("button", { type: "button", class: "icon-button", "aria-label": "Close", on: { click: close } }, icon("close"));
  const dialog = h(
    "dialog",
    { class: `sheet ${className}`, "aria-labelledby": id },
    h("header", {}, h("h2", { id }, title), cross),
    h("div", { class: "sheet-body" }, body),
    h("div", { class: "toasts" }),
  );
  dialog.addEventListener("cancel", (event) => (event.preventDefault(), close()));
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
    event.stopPropagation();
  });
  dialog.addEventListener("pointerdown", (event) => event.target === dialog && close());
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, close };
}
