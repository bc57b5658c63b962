// A file over the whole window, with its neighbours in the same message. Escape closes it, and the focus goes back.

import { fileAddress } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { kindOf, KINDS, preview, sizeOf } from "./preview.js";

const STOPS = "button:not(:disabled), a[href], [tabindex='0'], iframe, input:not(:disabled)";

/** Open one of these files. */
export function openViewer(files, index) {
  const opener = document.activeElement;
  const title = h("h2", { id: "viewer-title" });
  const about = h("small", {});
  const body = h("div", { class: "viewer-body" });
  const download = h("a", { class: "button" }, "Download");
  const step = (by, words) => h("button", { type: "button", on: { click: () => show(at + by) } }, words);
  const [back, on] = [step(-1, "Previous"), step(1, "Next")];
  const where = h("span", { role: "status" });
  const close = h("button", { type: "button", class: "icon-button", "aria-label": "Close", on: { click: () => shut() } }, icon("close"));
  const turning = files.length > 1 ? [back, where, on] : [];
  const head = h("header", {}, h("div", { class: "name" }, title, about), turning, download, close);
  const dialog = h("dialog", { class: "viewer", "aria-labelledby": "viewer-title" }, head, body);
  let at = index;

  const shut = () => {
    dialog.close();
    dialog.remove();
    if (opener?.isConnected) opener.focus();
  };
  const show = async (to) => {
    at = to;
    const info = files[at];
    title.textContent = info.title || info.name || info.id;
    about.textContent = [KINDS[kindOf(info)].words, sizeOf(info.size)].filter(Boolean).join(" · ");
    where.textContent = `${at + 1} of ${files.length}`;
    download.href = fileAddress(info.id);
    download.download = info.name ?? "";
    [back.disabled, on.disabled] = [at === 0, at === files.length - 1];
    body.replaceChildren(h("p", { role: "status" }, "Loading…"));
    const shown = KINDS[kindOf(info)].shown ? await preview(info) : h("p", {}, "This kind of file is not shown here. Download it instead.");
    if (at === to) body.replaceChildren(h("div", { class: "preview" }, shown));
  };
  dialog.addEventListener("cancel", (event) => (event.preventDefault(), shut()));
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Tab") stay(event, dialog);
  });
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
  return show(index);
}

// from the last stop to the first and back, rather than out of the window
function stay(event, dialog) {
  const stops = [...dialog.querySelectorAll(STOPS)].filter((node) => node.checkVisibility());
  const [from, to] = event.shiftKey ? [stops.at(0), stops.at(-1)] : [stops.at(-1), stops.at(0)];
  if (document.activeElement !== from) return;
  event.preventDefault();
  to.focus();
}
