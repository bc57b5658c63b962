// The rich text that an editor holds, as the rich_text block that Slack would send, and back into elements.

import { h } from "./dom.js";

const STYLE_OF = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", S: "strike", STRIKE: "strike", DEL: "strike", CODE: "code" };
const TAG_OF = { bold: "b", italic: "i", strike: "s", code: "code" };
const LISTS = { UL: "bullet", OL: "ordered" };
const BLOCKS = new Set(["DIV", "P", "BLOCKQUOTE", "PRE"]);

/** The rich_text of an editor's content, or null where nothing is written. */
export function readRich(root) {
  const parts = [];
  readBlocks(root, parts, 0);
  const elements = parts.map(finished).filter(Boolean);
  return elements.some(hasText) ? { type: "rich_text", elements } : null;
}

function hasText(part) {
  return part.elements.some((each) => (each.elements ? hasText(each) : each.type !== "text" || each.text.trim() !== ""));
}

function readBlocks(root, parts, indent) {
  for (const node of root.childNodes) {
    if (LISTS[node.nodeName]) readList(node, parts, indent);
    else if (BLOCKS.has(node.nodeName)) readOwnLine(node, parts, indent);
    else readRun(node, {}, null, current(parts).elements);
  }
}

function current(parts) {
  if (parts.at(-1)?.type !== "rich_text_section") parts.push({ type: "rich_text_section", elements: [] });
  return parts.at(-1);
}

// a line that the browser has put into an element of its own
function readOwnLine(node, parts, indent) {
  const before = parts.at(-1);
  if (before?.type === "rich_text_section" && before.elements.length) add(before.elements, "\n", {}, null);
  if ([...node.children].some((child) => LISTS[child.nodeName] || BLOCKS.has(child.nodeName))) return readBlocks(node, parts, indent);
  const isEmpty = node.childNodes.length === 1 && node.firstChild.nodeName === "BR";
  if (!isEmpty) for (const child of node.childNodes) readRun(child, {}, null, current(parts).elements);
  return undefined;
}

function readList(list, parts, indent) {
  const begin = () => ({ type: "rich_text_list", style: LISTS[list.nodeName], indent, border: 0, elements: [] });
  let open = null;
  for (const item of list.children) {
    const nested = LISTS[item.nodeName] ? [item] : [...item.children].filter((child) => LISTS[child.nodeName]);
    const runs = [];
    if (!LISTS[item.nodeName]) for (const child of item.childNodes) if (!LISTS[child.nodeName]) readRun(child, {}, null, runs);
    if (!LISTS[item.nodeName]) {
      if (!open) parts.push((open = begin()));
      open.elements.push({ type: "rich_text_section", elements: runs });
    }
    for (const each of nested) {
      readList(each, parts, indent + 1);
      open = null;
    }
  }
}

function readRun(node, style, url, runs) {
  if (node.nodeType === Node.TEXT_NODE) return add(runs, node.data.replaceAll("\u00a0", " ").replaceAll("\u200b", ""), style, url);
  if (node.nodeName === "BR") return add(runs, "\n", style, null);
  const name = STYLE_OF[node.nodeName];
  const inner = name ? { ...style, [name]: true } : style;
  const address = node.nodeName === "A" ? node.getAttribute("href") : url;
  for (const child of node.childNodes) readRun(child, inner, address, runs);
  return undefined;
}

function add(runs, text, style, url) {
  if (!text) return;
  const before = runs.at(-1);
  const same = before && JSON.stringify(before.style ?? {}) === JSON.stringify(style) && (before.url ?? null) === url;
  if (same) before.text += text;
  else runs.push({ type: url ? "link" : "text", ...(url ? { url } : {}), text, ...(Object.keys(style).length ? { style } : {}) });
}

// the browser keeps a line break at the end of a line for its own sake
function finished(part) {
  const trim = (section) => {
    const end = section.elements.at(-1);
    if (end?.type === "text") end.text = end.text.replace(/\n$/, "");
    return { ...section, elements: section.elements.filter((run) => run.text !== "") };
  };
  if (part.type === "rich_text_list") return { ...part, elements: part.elements.map(trim) };
  const section = trim(part);
  return section.elements.length ? section : null;
}

/** Elements to edit for a rich_text: what an editor begins with. */
export function writeRich(value) {
  return (value?.elements ?? []).flatMap((part) => {
    if (part.type !== "rich_text_list") return lines(part.elements ?? []);
    const items = (part.elements ?? []).map((item) => h("li", {}, (item.elements ?? []).map(written)));
    return nested(part.style === "ordered" ? "ol" : "ul", items, part.indent ?? 0);
  });
}

function nested(tag, items, indent) {
  const list = h(tag, {}, items);
  return indent > 0 ? h(tag, {}, nested(tag, [list], indent - 1)) : list;
}

function lines(runs) {
  return runs.flatMap(written);
}

function written(run) {
  const text = run.text ?? (run.name ? `:${run.name}:` : (run.url ?? run.user_id ?? run.channel_id ?? run.range ?? ""));
  const rows = text.split("\n").flatMap((row, index) => (index ? [h("br"), row] : [row])).filter((each) => each !== "");
  const inside = run.url ? [h("a", { href: /^(https?:|mailto:)/i.test(run.url) ? run.url : null }, rows)] : rows;
  const names = Object.keys(TAG_OF).filter((name) => run.style?.[name]);
  return names.reduce((inner, name) => [h(TAG_OF[name], {}, inner)], inside);
}
