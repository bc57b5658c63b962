// The blocks of Block Kit. Texts go to mrkdwn and markdown, what can be pressed or filled to elements.

import { fileAddress } from "./api.js";
import { h, newId } from "./dom.js";
import { element } from "./elements.js";
import { withEmoji } from "./emoji.js";
import { markdown } from "./markdown.js";
import { link, mrkdwn } from "./mrkdwn.js";
import { richText, table } from "./richtext.js";

/** Show the blocks of a surface; `errors` are by block_id. */
export function blocks(surface, list, errors = {}) {
  return h("div", { class: "blocks" }, (list ?? []).map((block) => show(surface, block, errors)));
}

function show(surface, block, errors) {
  const draw = DRAW[block.type] ?? unknown;
  return draw(surface, block, errors);
}

function unknown(_surface, block) {
  return h("p", { class: "unknown" }, `[${block.type} block: not shown here]`);
}

function text(words) {
  if (!words) return null;
  return words.type === "mrkdwn" ? mrkdwn(words.text) : h("p", { class: "plain" }, withEmoji(words.text ?? ""));
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
  if (wrong) field.setAttribute("aria-invalid", "true");
  return h(
    "div",
    { class: wrong ? "input wrong" : "input", "data-block": block.block_id },
    h(
      "div",
      { class: "label", id: label, on: { click: () => focusFirst(field) } },
      withEmoji(block.label?.text ?? ""),
      block.optional ? h("span", { class: "optional" }, " (optional)") : null,
    ),
    field,
    h(
      "div",
      { id: note },
      wrong ? h("p", { class: "error", role: "alert" }, wrong) : null,
      block.hint ? h("p", { class: "hint" }, withEmoji(block.hint.text)) : null,
    ),
  );
}

function focusFirst(field) {
  const fields = "input, textarea, button, select";
  (field.matches(fields) ? field : field.querySelector(fields))?.focus();
}

function image(_surface, block) {
  const title = block.title ? h("figcaption", {}, withEmoji(block.title.text)) : null;
  return h("figure", {}, title, picture(block, "picture"));
}

// only the workspace's own pictures are loaded; one from elsewhere is a link, so that nothing is fetched from outside
function picture(item, size) {
  const address = item.slack_file ? fileAddress(item.slack_file.id ?? "") : (item.image_url ?? "");
  const own = address.startsWith("/") || address.startsWith(`${location.origin}/`);
  if (own) return h("img", { class: size, src: address, alt: item.alt_text ?? "", loading: "lazy" });
  return h("span", { class: `elsewhere ${size}` }, link(address, item.alt_text || "image"));
}

function container(surface, block, errors) {
  const title = h("strong", {}, withEmoji(block.title?.text ?? ""), block.rich_text_title ? richText(block.rich_text_title) : null);
  const inside = blocks(surface, block.child_blocks, errors);
  if (!block.is_collapsible) return h("section", { class: "container" }, title, text(block.subtitle), inside);
  const folds = { class: "container", open: !block.default_collapsed };
  return h("details", folds, h("summary", {}, title), text(block.subtitle), inside);
}

function card(surface, block) {
  return h(
    "section",
    { class: "container" },
    block.hero_image ? picture(block.hero_image, "picture") : null,
    block.title ? h("strong", {}, text(block.title)) : null,
    [block.subtitle, block.body, block.subtext].map(text),
    actions(surface, { ...block, elements: block.actions }),
  );
}

const DRAW = {
  section,
  context,
  actions,
  input,
  image,
  container,
  card,
  header: (_surface, block) => h("h3", { class: "header" }, withEmoji(block.text?.text ?? "")),
  divider: () => h("hr"),
  markdown: (_surface, block) => markdown(block.text ?? ""),
  rich_text: (_surface, block) => richText(block),
  table: (_surface, block) => table(block),
  data_table: (_surface, block) => table(block),
  alert: (_surface, block) => h("div", { class: `alert ${block.level ?? "default"}`, role: "note" }, text(block.text)),
  carousel: (surface, block) => h("div", { class: "carousel" }, (block.elements ?? []).map((each) => card(surface, each))),
  context_actions: actions,
};
