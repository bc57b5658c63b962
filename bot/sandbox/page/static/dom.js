// Building and updating elements. Text only ever becomes text nodes: nothing here parses HTML.

import { keepFocus } from "./focus.js";

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "selected", "indeterminate", "readOnly"]);

/** Make an element: h("button", {class: "x", on: {click}}, "text", child, …); empty children are left out. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  apply(node, props);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Make an SVG element from a table of attributes. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function apply(node, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    } else if (name === "data") {
      Object.assign(node.dataset, value);
    } else if (PROPERTIES.has(name)) {
      node[name] = value;
    } else {
      node.setAttribute(name === "class" ? "class" : name, value === true ? "" : value);
    }
  }
}

const signatures = new WeakMap();

/**
 * Make a container show these items: [{key, signature, make}]. What has not changed keeps its element, so that
 * focus, scrolling and half-typed text survive; in a changed one the focus stays at the same control, or else goes to the whole of it.
 */
export function reconcile(container, items) {
  const before = new Map([...container.children].map((child) => [child.dataset.key, child]));
  const wanted = new Set(items.map((item) => item.key));
  for (const [key, child] of before) if (!wanted.has(key)) child.remove();
  let previous = null;
  for (const { key, signature, make } of items) {
    const old = before.get(key);
    const node = old && signatures.get(old) === signature ? old : renew(old, key, signature, make);
    const place = previous ? previous.nextElementSibling : container.firstElementChild;
    if (node !== place) container.insertBefore(node, place);
    previous = node;
  }
}

function renew(old, key, signature, make) {
  const node = make();
  node.dataset.key = key;
  signatures.set(node, signature);
  if (old?.isConnected) {
    const held = old.contains(document.activeElement);
    const focus = keepFocus(old);
    old.replaceWith(node);
    if (held && !focus(node) && node.hasAttribute("tabindex")) node.focus({ preventScroll: true });
  }
  return node;
}

/** Plain words in which `code` may stand. */
export function coded(words) {
  return String(words).split(/`([^`]+)`/).map((part, index) => (index % 2 ? h("code", {}, part) : part));
}

/** What went wrong, as `coded`; Slack's own name for it, which stands in brackets at the end, in small print. */
export function trouble(words) {
  const [, told, name] = /^([^]*?)(?: \((\w+_\w+)\))?$/.exec(String(words));
  return [coded(told), name ? h("small", { class: "error-name" }, name) : null];
}

let last = 0;
/** A new id for a label or a list to point to. */
export function newId(prefix) {
  last += 1;
  return `${prefix}-${last}`;
}
