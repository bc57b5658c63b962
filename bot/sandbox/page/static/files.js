// Files in messages: what they are, a preview on demand, and the file itself.

import { fileAddress, fileText } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { complain } from "./toast.js";

/** Show a message's files. */
export function files(list) {
  return h("div", { class: "files" }, list.map(file));
}

function file(item) {
  const info = typeof item === "string" ? { id: item, name: item } : item;
  const name = info.title || info.name || info.id;
  const type = kind(info);
  if (type === "image") {
    return h("figure", {}, h("figcaption", {}, name), h("img", { class: "picture", src: fileAddress(info.id), alt: name }));
  }
  const preview = h("div", { class: "preview", hidden: true });
  const toggle = h("button", { type: "button", "aria-expanded": "false" }, icon("eye"), "Preview");
  toggle.addEventListener("click", async () => {
    preview.hidden = !preview.hidden;
    toggle.setAttribute("aria-expanded", String(!preview.hidden));
    if (!preview.hidden && !preview.hasChildNodes()) preview.append(await content(info, type).catch(failed));
  });
  return h(
    "div",
    { class: "file" },
    icon("file"),
    h("span", { class: "name" }, name, h("small", {}, [type, size(info.size)].filter(Boolean).join(" · "))),
    type === "other" ? null : toggle,
    h("a", { class: "button", href: fileAddress(info.id), download: info.name ?? true }, "Download"),
    preview,
  );
}

function failed(error) {
  complain(error);
  return h("p", { class: "error" }, error.message);
}

async function content(info, type) {
  if (type === "html") {
    // no scripts, no forms, no same origin: a report is only looked at
    return h("iframe", { sandbox: "", src: fileAddress(info.id), title: `Preview of ${info.name}`, loading: "lazy" });
  }
  const raw = await fileText(info.id);
  return h("pre", { tabindex: 0 }, type === "json" ? pretty(raw) : raw);
}

function pretty(raw) {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw; // cut short or not JSON after all: shown as it stands
  }
}

function kind({ mimetype = "", name = "" }) {
  if (/^image\/(png|jpeg|gif|webp|svg\+xml)$/.test(mimetype)) return "image";
  if (mimetype === "text/html" || /\.html?$/i.test(name)) return "html";
  if (mimetype === "application/json" || /\.json$/i.test(name)) return "json";
  if (/^text\//.test(mimetype) || /\.(md|markdown|txt|ya?ml|csv|tf|mmd|dot)$/i.test(name)) return "text";
  return "other";
}

function size(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
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
