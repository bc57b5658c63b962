// The markdown block: standard Markdown as far as chat needs it. Raw HTML in it stays text.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { link } from "./mrkdwn.js";

// one alternative each: an escape, `code`, **bold** or __bold__, ~~strike~~, *italic* or _italic_, [label](address) with
// an image's ! and a title left out, :emoji:, <address>, a bare address
const TOKEN = new RegExp(
  [
    /\\([!-/:-@[-`{-~])/,
    /`([^`\n]+)`/,
    /(\*\*|__)(\S(?:[^\n]*?\S)?)\3(?![*_])/,
    /~~(\S(?:[^\n]*?\S)?)~~/,
    /(?<![\p{L}\p{N}])([*_])(\S(?:[^\n]*?\S)?)\6(?![\p{L}\p{N}])/,
    /!?\[([^\]\n]*)\]\((\S+?)(?:\s+"[^"\n]*")?\)/,
    /:([a-z0-9_+-]+):/,
    /<((?:https?:\/\/|mailto:)[^\s<>]+)>/,
    /(https?:\/\/[^\s<>)]+)/,
  ].map((one) => one.source).join("|"),
  "gu",
);

/** Show a Markdown text. Its headings follow the page's own without a gap, whatever level the text begins with. */
export function markdown(text) {
  const lines = text.replaceAll("\r", "").split("\n");
  const nodes = [];
  while (lines.length) nodes.push(block(lines));
  const root = h("div", { class: "mrkdwn markdown" }, nodes);
  root.querySelectorAll("h3, h4, h5, h6").forEach(closeGap);
  return root;
}

function closeGap(node, index, all) {
  const before = index ? Number(all[index - 1].getAttribute("aria-level")) : 2;
  node.setAttribute("aria-level", Math.min(Number(node.tagName[1]), before + 1));
}

// takes the lines of one block off the front, and returns its element
function block(lines) {
  const line = lines[0];
  if (/^\s*$/.test(line)) return void lines.shift();
  if (/^\s*(```|~~~)/.test(line)) return fence(lines);
  if (/^#{1,6}\s/.test(line)) return heading(lines.shift());
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return lines.shift() && h("hr");
  if (/^\s*>/.test(line)) return h("blockquote", {}, paragraph(take(lines, /^\s*>\s?/)));
  if (/^\s*([-*+]|\d+[.)])\s+/.test(line)) return list(lines);
  if (/\|/.test(line) && /^\s*\|?[\s:|-]+\|[\s:|-]*$/.test(lines[1] ?? "")) return table(lines);
  return h("p", {}, paragraph(take(lines, /^(?!\s*$|#{1,6}\s|\s*```|\s*>|\s*[-*+]\s|\s*\d+[.)]\s)/, true)));
}

function take(lines, start, atLeastOne = false) {
  const taken = atLeastOne ? [lines.shift()] : [];
  while (lines.length && start.test(lines[0])) taken.push(lines.shift().replace(start, ""));
  return taken;
}

function paragraph(rows) {
  return rows.flatMap((row, index) => (index ? [h("br"), ...inline(row)] : inline(row)));
}

function heading(line) {
  const [, marks, words] = /^(#+)\s+([^]*?)\s*#*$/.exec(line) ?? [null, "#", line];
  return h(`h${Math.min(marks.length + 2, 6)}`, {}, inline(words));
}

function fence(lines) {
  const mark = /^\s*(```|~~~)/.exec(lines.shift())[1];
  const code = [];
  while (lines.length && !lines[0].trim().startsWith(mark)) code.push(lines.shift());
  lines.shift();
  return h("pre", { tabindex: 0 }, h("code", {}, code.join("\n")));
}

const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(\[[ xX]\]\s+)?([^]*)$/;
const isNumber = (mark) => /\d/.test(mark);

// one list; what is indented further becomes a list inside its last item
function list(lines) {
  const [, indent, mark] = ITEM.exec(lines[0]);
  const items = [];
  while (lines.length && ITEM.test(lines[0])) {
    const [, lead, sign, box, words] = ITEM.exec(lines[0]);
    if (lead.length < indent.length) break;
    if (lead.length > indent.length + 1) {
      items.at(-1).append(list(lines));
      continue;
    }
    if (isNumber(sign) !== isNumber(mark)) break;
    lines.shift();
    const tick = box ? h("input", { type: "checkbox", disabled: true, checked: /x/i.test(box), "aria-label": "done" }) : null;
    items.push(h("li", {}, tick, inline(words)));
  }
  return h(isNumber(mark) ? "ol" : "ul", { start: isNumber(mark) ? Number.parseInt(mark, 10) : null }, items);
}

function table(lines) {
  const plain = (cell) => cell.trim().replaceAll("\\|", "|");
  const split = (line) => line.trim().replace(/^\||(?<!\\)\|$/g, "").split(/(?<!\\)\|/).map(plain);
  const head = split(lines.shift());
  const sides = split(lines.shift()).map((cell) => (/^:-+:$/.test(cell) ? "center" : /-:$/.test(cell) ? "right" : null));
  const rows = [];
  while (lines.length && /\|/.test(lines[0])) rows.push(split(lines.shift()));
  const row = (tag) => (cells) => h("tr", {}, cells.map((cell, index) => h(tag, { class: sides[index] }, inline(cell))));
  const region = { class: "table", tabindex: 0, role: "group", "aria-label": "Table" };
  return h("div", region, h("table", {}, h("thead", {}, row("th")(head)), h("tbody", {}, rows.map(row("td")))));
}

function inline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    nodes.push(text.slice(from, match.index), token(match));
    from = match.index + match[0].length;
  }
  nodes.push(text.slice(from));
  return nodes;
}

function token([whole, escaped, code, , bold, strike, , italic, label, address, shortcode, pointed, bare]) {
  if (escaped !== undefined) return escaped;
  if (code !== undefined) return h("code", {}, code);
  if (bold !== undefined) return h("strong", {}, inline(bold));
  if (strike !== undefined) return h("s", {}, inline(strike));
  if (italic !== undefined) return h("em", {}, inline(italic));
  if (address !== undefined) return link(address, label || address);
  if (shortcode !== undefined) return emoji(shortcode) ?? whole;
  return link(pointed ?? bare, pointed ?? bare);
}
