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

/** Show a whole text: paragraphs, quotes, lists and fenced code. In a `verbatim` one bare addresses stay text. */
export function mrkdwn(text, { verbatim = false } = {}) {
  const [, before, quoted] = /^((?:(?!```)[\s\S])*?(?:^|\n))(?:>>>|&gt;&gt;&gt;)\s?([\s\S]*)$/.exec(text) ?? [null, text];
  const rest = quoted === undefined ? null : h("blockquote", {}, fenced(quoted, verbatim));
  return h("div", { class: "mrkdwn" }, fenced(before, verbatim), rest);
}

function fenced(text, verbatim) {
  const parts = text.split(/```\n?([\s\S]*?)\n?```/);
  return parts.map((part, index) => (index % 2 ? fence(part) : lines(part, verbatim)));
}

function fence(code) {
  return h("pre", { tabindex: 0 }, h("code", {}, literal(code)));
}

function lines(text, verbatim) {
  const blocks = [];
  for (const line of text.replace(/^\n|\n$/g, "").split("\n")) {
    const quote = /^(?:>|&gt;)\s?(.*)$/.exec(line);
    const item = !quote && BULLET.exec(line);
    if (quote) last(blocks, "blockquote").rows.push(quote[1]);
    else if (item) last(blocks, item[2] ? "ol" : "ul", Number(item[2] ?? 1)).rows.push(item[3]);
    else last(blocks, "p").rows.push(line);
  }
  return blocks.map((block) => show(block, verbatim));
}

function last(blocks, tag, start = 1) {
  if (blocks.at(-1)?.tag !== tag) blocks.push({ tag, start, rows: [] });
  return blocks.at(-1);
}

function show({ tag, start, rows }, verbatim) {
  if (tag === "p") {
    return rows.join("\n").trim() ? h("p", {}, broken(rows, verbatim)) : null;
  }
  if (tag === "blockquote") return h(tag, {}, broken(rows, verbatim));
  return h(tag, tag === "ol" && start !== 1 ? { start } : {}, rows.map((row) => h("li", {}, inline(row, verbatim))));
}

function broken(rows, verbatim) {
  return rows.flatMap((row, index) => (index ? [h("br"), ...inline(row, verbatim)] : inline(row, verbatim)));
}

/** Show one line's text: styles, links, mentions, dates, emoji. */
export function inline(text, verbatim = false) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > from) nodes.push(unescape(text.slice(from, match.index)));
    nodes.push(token(match, verbatim));
    from = match.index + match[0].length;
  }
  if (from < text.length) nodes.push(unescape(text.slice(from)));
  return nodes;
}

function token([whole, code, control, marker, inner, shortcode, address], verbatim) {
  if (code !== undefined) return h("code", {}, literal(code));
  if (control !== undefined) return resolve(control);
  if (marker !== undefined) return h(STYLES[marker], {}, inline(inner, verbatim));
  if (shortcode !== undefined) return emoji(shortcode) ?? whole;
  return verbatim ? unescape(whole) : link(unescape(address), unescape(address));
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

/** A text as somebody would type it: names instead of ids. */
export function typed(text) {
  return unescape(text.replace(/<([@#!][^<>\n]+)>/g, (whole, control) => resolve(control).textContent ?? whole));
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

function group(word, label) {
  const [kind, id] = word.split("^");
  return kind === "subteam" ? userGroup(id, label) : broadcast(label ?? kind);
}

/** A group of people by its handle. */
export function userGroup(id, label = null) {
  const mine = config.groups[id]?.people.includes(idOf(store.role));
  return named(label ?? config.groups[id]?.handle ?? id ?? "group", mine);
}

/** Everybody here, in the channel, in the group. */
export function broadcast(name) {
  return named(name, true);
}

function named(name, mine) {
  return h("span", { class: mine ? "mention mine" : "mention" }, `@${unescape(name).replace(/^@/, "")}`);
}

/** A link that leaves the page only for http, https and mail; anything else is shown as text. */
export function link(address, label) {
  const inside = localLink(address);
  if (inside) return h("a", { href: inside }, label);
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return label === address ? address : `${label} (${address})`;
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}

const DAY = 86_400_000;
const FURTHEST = 8.64e15; // ms; no moment lies further from 1970
const DATES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};
const UNITS = [
  ["year", 365 * DAY], ["month", 30 * DAY], ["week", 7 * DAY], ["day", DAY], ["hour", 3_600_000], ["minute", 60_000],
];

function date([, seconds, format, address], fallback) {
  return dated(seconds, unescape(format ?? "{date} {time}"), fallback && unescape(fallback), address && unescape(address));
}

/** A moment in the zone of the person who looks, in Slack's format; one that nobody knows is its fallback. */
export function dated(seconds, format, fallback = null, address = null) {
  const at = Number(seconds) * 1000;
  if (!(Math.abs(at) <= FURTHEST)) return fallback ?? format;
  const words = format.replace(/\{(\w+)\}/g, (whole, name) => dateWord(at, name) ?? whole);
  if (fallback && /\{\w+\}/.test(words)) return fallback;
  const node = h("time", { datetime: new Date(at).toISOString(), title: moment(at) }, words);
  const out = address && link(address, "");
  if (!(out instanceof Element)) return node;
  out.replaceChildren(node);
  return out;
}

function dateWord(at, name) {
  if (name === "ago") return ago(at);
  const plain = name.replace(/_pretty$/, "");
  if (plain !== name && plain.startsWith("date")) {
    const days = Math.round((startOfDay(at) - startOfDay(now())) / DAY);
    const pretty = { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days];
    if (pretty) return pretty;
  }
  return Object.hasOwn(DATES, plain) ? inZone(at, DATES[plain]) : null;
}

function ago(at) {
  const from = at - now();
  const [unit, length] = UNITS.find(([, each]) => Math.abs(from) >= each) ?? ["second", 1000];
  return new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" }).format(Math.trunc(from / length), unit);
}

function startOfDay(at) {
  return Date.parse(new Intl.DateTimeFormat("en-CA", { timeZone: zone() }).format(at));
}

const formats = new Map(); // to make one takes longer than to use it a hundred times

/** A time in the zone of the person who looks. */
export function inZone(at, options) {
  const key = JSON.stringify([zone(), options]);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone() }));
  return formats.get(key).format(at);
}

/** A whole moment in words. */
export function moment(at) {
  return inZone(at, { dateStyle: "full", timeStyle: "long" });
}

/** Undo Slack's escaping of the three characters that control sequences need. */
export function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
