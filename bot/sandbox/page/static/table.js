// Tables: the blocks table and data_table, and files of comma-separated values. The first row is the header.

import { h, newId } from "./dom.js";
import { richText } from "./richtext.js";

/** A table or data_table block; a data_table has a caption and pages, and may name a column that heads its rows. */
export function tableBlock(block) {
  const [head = [], ...body] = block.rows ?? [];
  const settings = block.column_settings ?? [];
  const heads = (index) => index === block.row_header_column_index;
  const draw = (cells) =>
    cells.map((each, index) => cell(each, heads(index) ? "th" : "td", settings[index] ?? {}, heads(index) ? "row" : null));
  const header = head.map((each, index) => cell(each, "th", settings[index] ?? {}, "col"));
  return paged(block.caption ?? "Table", header, body.map((cells) => () => draw(cells)), block.page_size, block.caption);
}

/** A table of texts, cut into pages. */
export function textTable(label, [head = [], ...body], pageSize) {
  const rows = body.map((cells) => () => cells.map((each) => h("td", {}, each)));
  return paged(label, head.map((each) => h("th", { scope: "col" }, each)), rows, pageSize);
}

function cell(content, tag, settings, scope) {
  const { align = "left", is_wrapped: wrapped = false } = settings ?? {};
  const inside = content?.type === "rich_text" ? richText(content) : String(content?.text ?? content?.value ?? "");
  const side = content?.type === "raw_number" && !settings?.align ? "right" : align;
  return h(tag, { class: wrapped ? `${side} wrapped` : side, scope }, inside);
}

function paged(label, head, rows, pageSize = rows.length, caption = null) {
  const size = Math.max(1, pageSize);
  const body = h("tbody");
  const title = caption ? h("caption", { id: newId("caption") }, caption) : null;
  const region = { class: "table", tabindex: 0, role: "group", "aria-label": label };
  const shown = h("div", region, h("table", {}, title, h("thead", {}, h("tr", {}, head)), body));
  const where = h("span", { role: "status" });
  const step = (by) => h("button", { type: "button", on: { click: () => turn(from + by * size) } }, by < 0 ? "Previous" : "Next");
  const [back, on] = [step(-1), step(1)];
  let from = 0;
  const turn = (to) => {
    from = to;
    body.replaceChildren(...rows.slice(from, from + size).map((draw) => h("tr", {}, draw())));
    where.textContent = `Rows ${from + 1} to ${Math.min(from + size, rows.length)} of ${rows.length}`;
    [back.disabled, on.disabled] = [from === 0, from + size >= rows.length];
  };
  turn(0);
  return rows.length > size ? h("div", { class: "paged" }, shown, h("div", { class: "turn" }, back, where, on)) : shown;
}
