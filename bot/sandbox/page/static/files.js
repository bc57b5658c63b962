// Files in messages: what they are, a preview on demand, a view over the whole window, and the file itself.

import { fileAddress } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { kindOf, KINDS, preview, sizeOf } from "./preview.js";
import { complain } from "./toast.js";
import { openViewer } from "./viewer.js";

/** Show a message's files. */
export function files(list) {
  const all = list.map((item) => (typeof item === "string" ? { id: item, name: item } : item));
  return h("div", { class: "files" }, all.map((info, index) => file(info, () => openViewer(all, index))));
}

function file(info, view) {
  const name = info.title || info.name || info.id;
  const kind = kindOf(info);
  if (kind === "image") return image(info, name, view);
  const shown = h("div", { class: "preview", hidden: true });
  const toggle = h("button", { type: "button", "aria-expanded": "false", "aria-label": `Preview ${name}` }, icon("eye"), "Preview");
  const turn = async (hidden) => {
    shown.hidden = hidden;
    toggle.setAttribute("aria-expanded", String(!hidden));
    toggle.lastChild.textContent = hidden ? "Preview" : "Hide";
    toggle.setAttribute("aria-label", `${hidden ? "Preview" : "Hide"} ${name}`);
    if (hidden) return;
    if (!shown.hasChildNodes()) shown.append(await preview(info));
    // a list that stands at its end would go on to the end of this
    shown.dispatchEvent(new Event("unfolded", { bubbles: true }));
  };
  toggle.addEventListener("click", () => turn(!shown.hidden));
  const escape = (event) => {
    if (event.key !== "Escape" || shown.hidden) return;
    event.preventDefault();
    event.stopPropagation();
    turn(true);
    toggle.focus();
  };
  const canBeShown = KINDS[kind].shown;
  const download = h("a", { class: "button", href: fileAddress(info.id), download: info.name ?? true, "aria-label": `Download ${name}` }, "Download");
  return h(
    "div",
    { class: "file", on: { keydown: escape } },
    icon("file"),
    h("span", { class: "name" }, name, h("small", {}, [KINDS[kind].words, sizeOf(info.size)].filter(Boolean).join(" · "))),
    h("span", { class: "choices" }, canBeShown ? [toggle, opener(name, view)] : null, download),
    shown,
  );
}

function opener(name, view) {
  return h("button", { type: "button", "aria-label": `Open ${name}`, "aria-haspopup": "dialog", on: { click: view } }, "Open");
}

function image(info, name, view) {
  const face = h("img", { class: "picture", src: fileAddress(info.id), alt: name, loading: "lazy" });
  const open = { type: "button", class: "of-picture", "aria-label": `Open ${name}`, "aria-haspopup": "dialog", on: { click: view } };
  return h("figure", {}, h("figcaption", {}, name), h("button", open, face));
}

const MOST_BYTES = 10_000_000;

/** Files that a person chose as acts take them: [{name, base64}]; one that cannot be read is said and left out. */
export async function encoded(list) {
  const read = (each) => encode(each).catch((error) => void complain(error));
  return (await Promise.all([...list].map(read))).filter(Boolean);
}

async function encode(file) {
  if (file.size > MOST_BYTES) throw new Error(`${file.name} is larger than 10 MB.`);
  const address = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(new Error(`${file.name} cannot be read.`));
    reader.readAsDataURL(file);
  });
  return { name: file.name, base64: address.slice(address.indexOf(",") + 1) };
}
