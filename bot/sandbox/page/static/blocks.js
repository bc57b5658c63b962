// The blocks of Block Kit. Texts go to mrkdwn and markdown, what can be pressed or filled to elements.

import { account, call, plan, remoteFile, task, video } from "./cards.js";
import { coded, h, newId } from "./dom.js";
import { control, element } from "./elements.js";
import { withEmoji } from "./emoji.js";
import { markdown } from "./markdown.js";
import { mrkdwn } from "./mrkdwn.js";
import { picture } from "./picture.js";
import { richText } from "./richtext.js";
import { tableBlock } from "./table.js";

/** Show the blocks of a surface; `errors` are by block_id. */
export function blocks(surface, list, errors = {}) {
  return h("div", { class: "blocks" }, (list ?? []).map((block) => show(surface, block, errors)));
}

function show(surface, block, errors) {
  const draw = Object.hasOwn(DRAW, block.type) ? DRAW[block.type] : unknown;
  return draw(surface, block, errors);
}

function unknown(_surface, block) {
  return h("p", { class: "unknown" }, `[${block.type} block: not shown here]`);
}

function text(words) {
  if (!words) return null;
  return words.type === "mrkdwn" ? mrkdwn(words.text ?? "", words) : h("p", { class: "plain" }, withEmoji(words.text ?? ""));
}

function section(surface, block) {
  const { accessory } = block;
  const about = { label: accessory?.placeholder?.text ?? block.text?.text };
  return h(
    "div",
    { class: "section" },
    h(
      "div",
      { class: "body" },
      text(block.text),
      block.fields ? h("div", { class: "fields" }, block.fields.map((field) => h("div", {}, text(field)))) : null,
    ),
    accessory ? h("div", { class: "accessory" }, held(surface, block, accessory, about)) : null,
  );
}

function held(surface, block, item, about) {
  return item.type === "image" ? picture(item, "thumbnail") : element(surface, block, item, about);
}

function context(_surface, block) {
  const parts = (block.elements ?? []).map((item) => (item.type === "image" ? picture(item, "tiny") : text(item)));
  return h("div", { class: "context" }, parts);
}

function actions(surface, block) {
  return h("div", { class: "actions" }, (block.elements ?? []).map((item) => held(surface, block, item)));
}

function input(surface, block, errors) {
  const [label, note] = [newId("label"), newId("note")];
  const wrong = errors[block.block_id];
  const about = { label: block.label?.text, describedBy: note, required: !block.optional };
  const field = element(surface, block, block.element ?? {}, about);
  if (wrong) control(field)?.setAttribute("aria-invalid", "true");
  const mend = ({ currentTarget: box, target }) => {
    if (!box.classList.contains("wrong") || target.matches("[role=combobox]")) return; // there one only searches
    surface.mended.add(block.block_id);
    box.classList.remove("wrong");
    box.querySelector("p.error")?.remove();
    box.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  };
  return h(
    "div",
    { class: wrong ? "input wrong" : "input", "data-block": block.block_id, on: { input: mend, change: mend } },
    h(
      "div",
      { class: "label", id: label, on: { click: () => control(field)?.focus() } },
      withEmoji(block.label?.text ?? ""),
      block.optional ? h("span", { class: "optional" }, " (optional)") : null,
    ),
    field,
    h(
      "div",
      { id: note },
      wrong ? h("p", { class: "error", role: "alert" }, coded(wrong)) : null,
      block.hint ? h("p", { class: "hint" }, withEmoji(block.hint.text)) : null,
    ),
  );
}

function image(_surface, block) {
  const title = block.title ? h("figcaption", {}, withEmoji(block.title.text)) : null;
  return h("figure", {}, title, picture(block, "picture"));
}

function container(surface, block, errors) {
  const words = block.rich_text_title ? richText(block.rich_text_title) : withEmoji(block.title?.text ?? "");
  const title = h("div", { class: "title" }, words);
  const inside = [block.subtitle ? text(block.subtitle) : null, blocks(surface, block.child_blocks, errors)];
  const classes = ["container", block.width ?? "standard", block.has_header_divider ? "ruled" : ""].join(" ").trim();
  const names = { class: classes, role: "group", "aria-label": title.textContent };
  if (!block.is_collapsible) return h("div", names, title, inside);
  return h("details", { class: classes, open: !block.default_collapsed }, h("summary", {}, title), inside);
}

function card(surface, block) {
  const name = block.title?.text ?? block.hero_image?.alt_text ?? block.body?.text ?? "Card";
  return h(
    "div",
    { class: "container card", role: "group", "aria-label": name },
    block.hero_image ? picture(block.hero_image, "picture") : null,
    h(
      "div",
      { class: "head" },
      block.icon ? picture(block.icon, "tiny") : null,
      h("div", {}, block.title ? h("strong", {}, text(block.title)) : null, text(block.subtitle)),
    ),
    text(block.body),
    block.subtext ? h("small", {}, text(block.subtext)) : null,
    block.actions?.length ? actions(surface, { ...block, elements: block.actions }) : null,
  );
}

function carousel(surface, block) {
  const cards = (block.elements ?? []).map((each) => h("li", {}, card(surface, each)));
  return h("ul", { class: "carousel", tabindex: 0, "aria-label": `Carousel of ${cards.length} cards` }, cards);
}

const LEVELS = { default: "Note", info: "Information", warning: "Warning", error: "Error", success: "Success" };

function notice(_surface, block) {
  const level = Object.hasOwn(LEVELS, block.level) ? block.level : "default";
  return h("div", { class: `alert ${level}`, role: "note", "aria-label": LEVELS[level] }, text(block.text));
}

function header(_surface, block) {
  return h("h3", { class: `header size-${block.level ?? 1}` }, withEmoji(block.text?.text ?? ""));
}

const DRAW = {
  section,
  context,
  actions,
  input,
  image,
  container,
  card,
  carousel,
  alert: notice,
  header,
  video,
  call,
  plan,
  divider: () => h("hr"),
  markdown: (_surface, block) => markdown(block.text ?? ""),
  rich_text: (_surface, block) => richText(block),
  table: (_surface, block) => tableBlock(block),
  data_table: (_surface, block) => tableBlock(block),
  context_actions: actions,
  file: remoteFile,
  auth_provider: account,
  task_card: task,
};
