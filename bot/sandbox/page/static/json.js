// JSON as a tree that folds, with places marked by JSON pointers; and copied as text.

import { h } from "./dom.js";
import { complain, toast } from "./toast.js";

const OPEN_TO = 4; // levels that stand open at first
const LONG = 40; // entries from which on a level stands shut
const ENCODED = new Set(["attachments", "blocks", "changes", "files", "metadata", "payload", "unfurls", "view"]);

/** Arguments as they were meant: forms bring blocks and views as texts that hold JSON. */
export function decoded(value) {
  if (!value || typeof value !== "object" || Array.isArray(value)) return value;
  const read = ([name, each]) => {
    if (!ENCODED.has(name) || typeof each !== "string") return [name, each];
    try {
      return [name, JSON.parse(each)];
    } catch {
      return [name, each];
    }
  };
  return Object.fromEntries(Object.entries(value).map(read));
}

/** The tree of a value; `pointers` are the places to mark, each with its nearest part that is there. */
export function jsonTree(value, pointers = []) {
  const marks = new Set(pointers.map((pointer) => nearest(value, pointer)));
  return h("div", { class: "json" }, node(value, null, "", marks, 0));
}

/** The tree of a JSON text, as it stands in a file; null where it is none. */
export function jsonFile(text) {
  try {
    return h("div", { class: "json-file", tabindex: 0 }, copyButton(text), jsonTree(JSON.parse(text)));
  } catch {
    return null;
  }
}

/** A button that copies a value as text. */
export function copyButton(value, label = "Copy") {
  const copy = () => {
    navigator.clipboard.writeText(typeof value === "string" ? value : JSON.stringify(value, null, 2)).then(() => toast("Copied."), complain);
  };
  return h("button", { type: "button", class: "small", on: { click: copy } }, label);
}

// what a pointer names may be missing, which is why it is named: then its parent is meant
function nearest(value, pointer) {
  let place = "";
  let here = value;
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (here === null || typeof here !== "object" || !Object.hasOwn(here, name)) break;
    here = here[name];
    place += `/${part}`;
  }
  return place;
}

function node(value, name, place, marks, depth) {
  const label = name === null ? [] : [h("span", { class: "name" }, name), ": "];
  const marked = marks.has(place) && place !== "";
  if (value === null || typeof value !== "object") {
    return h("div", { class: marked ? "leaf marked" : "leaf" }, label, leaf(value), marked ? here() : null);
  }
  const entries = Object.entries(value);
  const list = Array.isArray(value);
  const [open, shut] = list ? ["[", "]"] : ["{", "}"];
  if (!entries.length) return h("div", { class: marked ? "leaf marked" : "leaf" }, label, `${open}${shut}`, marked ? here() : null);
  const within = [...marks].some((mark) => mark === place || mark.startsWith(`${place}/`));
  const summary = h("summary", {}, label, open, h("small", {}, ` ${gist(value, list, entries.length)} `), shut, marked ? here() : null);
  const details = h("details", { class: marked ? "marked" : null, open: within || depth === 0 || (depth < OPEN_TO && entries.length <= LONG) }, summary);
  const fill = () => {
    if (!details.open || details.dataset.filled) return;
    details.dataset.filled = "yes";
    const escape = (key) => key.replaceAll("~", "~0").replaceAll("/", "~1");
    details.append(...entries.map(([key, each]) => node(each, key, `${place}/${escape(key)}`, marks, depth + 1)));
  };
  details.addEventListener("toggle", fill);
  fill();
  return details;
}

function gist(value, list, count) {
  if (list) return count === 1 ? "1 item" : `${count} items`;
  return value.type && typeof value.type === "string" ? value.type : count === 1 ? "1 field" : `${count} fields`;
}

function leaf(value) {
  const kind = value === null ? "null" : typeof value;
  return h("span", { class: kind }, JSON.stringify(value));
}

function here() {
  return h("strong", { class: "here" }, " ← refused here");
}
