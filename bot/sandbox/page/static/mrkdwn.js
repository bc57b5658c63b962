// Slack's mrkdwn to elements. The text is never parsed as HTML: pieces become elements that we name, the rest text.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { linkTo, localLink } from "./route.js";
import { config, idOf, nameOf, now, roomOf, store, zone } from "./store.js";

// one alternative each: `code`, <control>, *bold* _italic_ ~strike~, :emoji:, a bare address. What stands in a control
// ends no style; what ends a sentence after an address is no part of it, nor is a bracket that was opened before it.
const TOKEN = new RegExp(
  [
    /`((?:<[^<>\n]+>|<(?![^<>\n]+>)|[^`<\n])+)`/,
    /<([^<>\n]+)>/,
    /(?<![\p{L}\p{N}])([*_~])(?=\S)((?:<[^<>\n]+>|<(?![^<>\n]+>)|[^<\n])*?(?:<[^<>\n]+>|[^\s<]))\3(?![\p{L}\p{N}])/,
    /:([a-z0-9_+-]+):/,
    /(https?:\/\/(?:\([^\s<>|()]*\)|[^\s<>|])+?)(?=(?:&[lg]t;|[.,:!?'"*_~)\]}]|(?<!&amp);)*(?:[\s<>|]|$))/,
  ].map((one) => one.source).join("|"),
  "gu",
);
const STYLES = { "*": "strong", "_": "em", "~": "s" };
const BULLET = /^(\s*)(?:[•◦▪*-]|(\d+)[.)])\s+(.*)$/;

/** Show a whole text: paragraphs, quotes, lists and fenced code. */
export function mrkdwn(text) {
  const parts = text.split(/```\n?([\s\S]*?)\n?```/);
  return h("div", { class: "mrkdwn" }, parts.map((part, index) => (index % 2 ? fence(part) : lines(part))));
}

function fence(code) {
  return h("pre", {}, h("code", {}, unescape(code)));
}

function lines(text) {
  const blocks = [];
  for (const line of text.replace(/^\n|\n$/g, "").split("\n")) {
    const quote = /^(?:>|&gt;)\s?(.*)$/.exec(line);
    const item = !quote && BULLET.exec(line);
    if (quote) last(blocks, "blockquote").rows.push(quote[1]);
    else if (item) last(blocks, item[2] ? "ol" : "ul", Number(item[2] ?? 1)).rows.push(item[3]);
    else last(blocks, "p").rows.push(line);
  }
  return blocks.map(show);
}

function last(blocks, tag, start = 1) {
  if (blocks.at(-1)?.tag !== tag) blocks.push({ tag, start, rows: [] });
  return blocks.at(-1);
}

function show({ tag, start, rows }) {
  if (tag === "p") {
    return rows.join("\n").trim() ? h("p", {}, broken(rows)) : null;
  }
  if (tag === "blockquote") return h(tag, {}, broken(rows));
  return h(tag, tag === "ol" && start !== 1 ? { start } : {}, rows.map((row) => h("li", {}, inline(row))));
}

function broken(rows) {
  return rows.flatMap((row, index) => (index ? [h("br"), ...inline(row)] : inline(row)));
}

/** Show one line's text: styles, links, mentions, dates, emoji. */
export function inline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > from) nodes.push(unescape(text.slice(from, match.index)));
    nodes.push(token(match));
    from = match.index + match[0].length;
  }
  if (from < text.length) nodes.push(unescape(text.slice(from)));
  return nodes;
}

function token([whole, code, control, marker, inner, shortcode, address]) {
  if (code !== undefined) return h("code", {}, literal(code));
  if (control !== undefined) return resolve(control);
  if (marker !== undefined) return h(STYLES[marker], {}, inline(inner));
  if (shortcode !== undefined) return emoji(shortcode) ?? whole;
  return link(unescape(address), unescape(address));
}

/** Code: as it is, but for what stands in a control. */
function literal(code) {
  return code.split(/<([^<>\n]+)>/).map((part, index) => (index % 2 ? resolve(part) : unescape(part)));
}

function resolve(control) {
  const [target, label] = split(control);
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channel(target.slice(1), label);
  if (target.startsWith("!date^")) return date(target.split("^"), label);
  if (target.startsWith("!")) return group(target.slice(1), label);
  return link(unescape(target), unescape(label ?? target));
}

function split(control) {
  const bar = control.indexOf("|");
  return bar < 0 ? [control, null] : [control.slice(0, bar), control.slice(bar + 1)];
}

/** A person's name, marked when it is the one who looks. */
export function mention(id, label = null) {
  const mine = id === idOf(store.role);
  return h("span", { class: mine ? "mention mine" : "mention" }, `@${label ? unescape(label) : nameOf(id)}`);
}

/** A channel's name, which leads there. */
export function channel(id, label = null) {
  const room = roomOf(id);
  const name = `#${room?.name ?? (label ? unescape(label) : id)}`;
  return room ? h("a", { class: "mention", href: linkTo(room) }, name) : h("span", { class: "mention" }, name);
}

/** People called by one name, or everybody. */
export function group(word, label = null) {
  const [kind, id] = word.split("^");
  const name = kind === "subteam" ? (config.groups[id] ?? label ?? "group") : (label ?? word);
  return h("span", { class: "mention mine" }, unescape(name.startsWith("@") ? name : `@${name}`));
}

/** A link that leaves the page only for http, https and mail; anything else is shown as text. */
export function link(address, label) {
  const inside = localLink(address);
  if (inside) return h("a", { href: inside }, label);
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return label === address ? address : `${label} (${address})`;
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}

const DAY = 86_400_000;
const DATES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

function date([, seconds, format = "{date} {time}", address], fallback) {
  const at = Number(seconds) * 1000;
  if (!Number.isFinite(at)) return unescape(fallback ?? format);
  const words = format.replace(/\{(\w+)\}/g, (whole, name) => dateWord(at, name) ?? whole);
  if (fallback && /\{\w+\}/.test(words)) return unescape(fallback); // a format that nobody knows
  const node = h("time", { datetime: new Date(at).toISOString(), title: moment(at) }, unescape(words));
  return address ? link(unescape(address), node.textContent) : node;
}

function dateWord(at, name) {
  const plain = name.replace("_pretty", "");
  if (name.endsWith("_pretty")) {
    const days = Math.round((startOfDay(at) - startOfDay(now())) / DAY);
    const pretty = { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days];
    if (pretty) return pretty;
  }
  return DATES[plain] ? inZone(at, DATES[plain]) : null;
}

function startOfDay(at) {
  return Date.parse(new Intl.DateTimeFormat("en-CA", { timeZone: zone() }).format(at));
}

/** A time in the zone of the person who looks. */
export function inZone(at, options) {
  return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone() }).format(at);
}

/** A whole moment in words. */
export function moment(at) {
  return inZone(at, { dateStyle: "full", timeStyle: "long" });
}

/** Undo Slack's escaping of the three characters that control sequences need. */
export function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
