// A JSON document, indented, with parts that fold. Copied, it is the same document.

import { h } from "./dom.js";

const OPEN = 2; // levels that are open at first
const DEEPEST = 200; // what lies deeper is written on one line

/** An element for a JSON text; null where it is none. */
export function json(text) {
  try {
    return h("pre", { class: "json", tabindex: 0 }, value(JSON.parse(text), 0));
  } catch {
    return null;
  }
}

function value(item, depth) {
  const isList = Array.isArray(item);
  if (item === null || typeof item !== "object") return h("span", { class: item === null ? "null" : typeof item }, JSON.stringify(item));
  const entries = isList ? item.map((each) => [null, each]) : Object.entries(item);
  const [begin, end] = isList ? "[]" : "{}";
  if (!entries.length) return begin + end;
  if (depth > DEEPEST) return JSON.stringify(item);
  return fold(begin, end, entries, depth);
}

// what is folded is drawn when it is opened, for documents may be long
function fold(begin, end, entries, depth) {
  const indent = "  ".repeat(depth);
  const inside = h("span", { class: "inside" });
  const many = entries.length === 1 ? "1 entry" : `${entries.length} entries`;
  const toggle = h("button", { type: "button", class: "fold", "aria-label": `Fold ${many}` });
  const show = (isOpen) => {
    toggle.setAttribute("aria-expanded", String(isOpen));
    inside.hidden = !isOpen;
    if (isOpen && !inside.hasChildNodes()) inside.append(...entries.flatMap((entry, index) => line(entry, indent, index < entries.length - 1, depth)), `\n${indent}`);
  };
  toggle.addEventListener("click", () => show(inside.hidden));
  show(depth < OPEN);
  return [toggle, begin, inside, h("span", { class: "dots", "aria-hidden": "true" }), end];
}

function line([name, item], indent, comma, depth) {
  const key = name === null ? [] : [h("span", { class: "key" }, JSON.stringify(name)), ": "];
  return [`\n${indent}  `, ...key, ...[value(item, depth + 1)].flat(), comma ? "," : ""];
}
