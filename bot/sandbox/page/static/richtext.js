// rich_text blocks and tables: already parsed by whoever wrote them, so only shown.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { channel, group, inZone, link, mention } from "./mrkdwn.js";

const TAGS = { bold: "strong", italic: "em", strike: "s", code: "code" };

/** A rich_text block, or a table's cell of that type. */
export function richText(block) {
  const rows = block.elements ?? [];
  return h("div", { class: "mrkdwn rich-text" }, rows.map(section));
}

function section(part) {
  const runs = part.elements ?? [];
  switch (part.type) {
    case "rich_text_list":
      return h(
        part.style === "ordered" ? "ol" : "ul",
        { class: `indent-${Math.min(part.indent ?? 0, 8)}`, start: part.offset ? part.offset + 1 : null },
        runs.map((item) => h("li", {}, (item.elements ?? []).map(run))),
      );
    case "rich_text_preformatted":
      return h("pre", {}, h("code", {}, runs.map((each) => each.text ?? each.url ?? "")));
    case "rich_text_quote":
      return h("blockquote", {}, runs.map(run));
    default:
      return h("p", { class: "wrap" }, runs.map(run));
  }
}

function run(part) {
  const style = part.style ?? {};
  return Object.keys(TAGS).filter((name) => style[name]).reduce((inner, name) => h(TAGS[name], {}, inner), plainRun(part));
}

function plainRun(part) {
  switch (part.type) {
    case "text":
      return part.text ?? "";
    case "link":
      return link(part.url ?? "", part.text || part.url || "");
    case "emoji":
      return emoji(part.name) ?? `:${part.name}:`;
    case "user":
      return mention(part.user_id);
    case "channel":
      return channel(part.channel_id);
    case "usergroup":
      return group(`subteam^${part.usergroup_id}`);
    case "broadcast":
      return h("span", { class: "mention mine" }, `@${part.range}`);
    case "date":
      return part.fallback ?? inZone(Number(part.timestamp) * 1000, { dateStyle: "long" });
    default:
      return part.text ?? part.value ?? "";
  }
}

/** A table or data_table block; the first row is its header. */
export function table(block) {
  const [head = [], ...body] = block.rows ?? [];
  const settings = block.column_settings ?? [];
  const row = (cells, tag) => h("tr", {}, cells.map((each, index) => cell(each, tag, settings[index] ?? {})));
  return h(
    "div",
    { class: "table", tabindex: 0, role: "region", "aria-label": block.caption ?? "Table" },
    h("table", {}, h("thead", {}, row(head, "th")), h("tbody", {}, body.map((cells) => row(cells, "td")))),
  );
}

function cell(content, tag, { align = "left", is_wrapped: wrapped = false }) {
  const inside = content?.type === "rich_text" ? richText(content) : String(content?.text ?? content?.value ?? "");
  const right = content?.type === "raw_number" ? "right" : align;
  return h(tag, { class: `${right} ${wrapped ? "wrapped" : ""}`, scope: tag === "th" ? "col" : null }, inside);
}
