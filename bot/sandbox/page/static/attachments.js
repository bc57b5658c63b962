// Attachments of the older kind: a coloured bar, and beside it texts, fields, pictures and a foot, or blocks.

import { blocks } from "./blocks.js";
import { h, svg } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { dated, link, mrkdwn, unescape } from "./mrkdwn.js";
import { picture } from "./picture.js";

const NAMED = { good: "#2b8a3e", warning: "#f2b01e", danger: "#d6336c" };

/** All attachments of a message, on the surface of its blocks. */
export function attachments(surface, list) {
  return (list ?? []).map((each) => attachment(surface, each));
}

function attachment(surface, item) {
  const inside = item.blocks?.length ? blocks(surface, item.blocks) : words(item);
  return [
    item.pretext ? h("div", { class: "pretext" }, mrkdwn(item.pretext)) : null,
    h("div", { class: "attachment", role: "group", "aria-label": item.fallback || "Attachment" }, bar(item.color), h("div", { class: "inside" }, inside)),
  ];
}

// the policy allows no style of an element's own, but the colours of a drawing
function bar(colour = "") {
  const hex = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour)?.[1];
  const fill = (Object.hasOwn(NAMED, colour) && NAMED[colour]) || (hex && `#${hex}`) || "#8a969c";
  const box = { class: "bar-of", viewBox: "0 0 4 4", preserveAspectRatio: "none", "aria-hidden": "true" };
  return svg("svg", box, svg("rect", { width: 4, height: 4, fill }));
}

function words(item) {
  const { author_name: author, author_link: of, title, title_link: to, text, fields, fallback } = item;
  const shown = [
    author ? h("p", { class: "author" }, linked(author, of)) : null,
    title ? h("p", { class: "title" }, linked(title, to)) : null,
    text ? mrkdwn(text) : null,
    fields?.length ? h("dl", { class: "facts-of" }, fields.map(field)) : null,
    item.image_url ? picture({ image_url: item.image_url, alt_text: fallback ?? title ?? "" }, "picture") : null,
    item.thumb_url ? picture({ image_url: item.thumb_url, alt_text: fallback ?? title ?? "" }, "thumbnail") : null,
    foot(item),
  ].filter(Boolean);
  return shown.length ? shown : mrkdwn(fallback ?? "");
}

function linked(words, address) {
  return address ? link(unescape(address), unescape(words)) : withEmoji(unescape(words));
}

function field({ title = "", value = "", short = false }) {
  return h("div", { class: short ? "short" : null }, h("dt", {}, withEmoji(unescape(title))), h("dd", {}, mrkdwn(String(value))));
}

function foot({ footer, ts }) {
  const at = ts ? dated(String(Math.floor(Number(ts))), "{date_short} {time}") : null;
  if (!footer && !at) return null;
  return h("p", { class: "foot-of" }, footer ? withEmoji(unescape(footer)) : null, footer && at ? " · " : null, at);
}
