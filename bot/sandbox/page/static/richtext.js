// rich_text blocks: already parsed by whoever wrote them, so only shown.

import { h, svg } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channel, dated, link, mention, userGroup } from "./mrkdwn.js";
import { config } from "./store.js";

const TAGS = { bold: "strong", italic: "em", strike: "s", underline: "u", code: "code", highlight: "mark", client_highlight: "mark" };
const DEEPEST = 8;

/** A rich_text block, or a table's cell of that type. */
export function richText(block) {
  return h("div", { class: "mrkdwn rich-text" }, (block.elements ?? []).map(section));
}

function section(part) {
  const runs = part.elements ?? [];
  const border = part.border ? "bordered" : null;
  switch (part.type) {
    case "rich_text_list":
      return list(part, runs);
    case "rich_text_preformatted":
      return h("pre", { class: border, tabindex: 0 }, h("code", {}, runs.map(run)));
    case "rich_text_quote":
      return h("blockquote", { class: `wrap ${border ?? ""}` }, runs.map(run));
    default:
      return h("p", { class: "wrap" }, runs.map(run));
  }
}

function list(part, items) {
  const indent = Math.min(part.indent ?? 0, DEEPEST);
  const classes = ["list", `indent-${indent}`, `level-${indent % 3}`, part.border ? "bordered" : ""];
  const start = part.style === "ordered" && part.offset ? part.offset + 1 : null;
  const rows = items.map((item) => h("li", {}, (item.elements ?? []).map(run)));
  return h(part.style === "ordered" ? "ol" : "ul", { class: classes.join(" ").trim(), start }, rows);
}

function run(part) {
  const style = part.style ?? {};
  return Object.keys(TAGS).filter((name) => style[name]).reduce((inner, name) => h(TAGS[name], {}, inner), plainRun(part));
}

function plainRun(part) {
  const draw = Object.hasOwn(RUNS, part.type) ? RUNS[part.type] : (other) => other.text ?? other.value ?? "";
  return draw(part);
}

const RUNS = {
  text: (part) => part.text ?? "",
  link: (part) => link(part.url ?? "", part.text || part.url || ""),
  emoji: (part) => emoji(part.name) ?? drawn(part) ?? `:${part.name}:`,
  user: (part) => mention(part.user_id),
  channel: (part) => channel(part.channel_id),
  team: (part) => broadcast(config.teams[part.team_id] ?? part.team_id ?? ""),
  usergroup: (part) => userGroup(part.usergroup_id),
  broadcast: (part) => broadcast(part.range ?? ""),
  date: (part) => dated(part.timestamp, part.format ?? "{date} {time}", part.fallback, part.url),
  color: (part) => h("span", { class: "colour" }, swatch(part.value ?? ""), part.value ?? ""),
};

// Slack sends the code points along, so an emoji that this page has no name for is shown all the same
function drawn({ name, unicode = "" }) {
  if (!/^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/i.test(unicode)) return null;
  const points = unicode.split("-").map((point) => Number.parseInt(point, 16));
  if (points.some((point) => point > 0x10ffff)) return null;
  return h("span", { class: "emoji", role: "img", "aria-label": `:${name}:` }, String.fromCodePoint(...points));
}

function swatch(value) {
  const fill = /^#[0-9a-f]{3,8}$/i.test(value) ? value : "none";
  return svg("svg", { class: "swatch", viewBox: "0 0 10 10", "aria-hidden": "true" }, svg("rect", { width: 10, height: 10, rx: 2, fill }));
}
