// The interactive elements of Block Kit: what they look like, and what happens when a person uses them.

import { confirmed } from "./confirm.js";
import { h, newId } from "./dom.js";
import { richInput } from "./editor.js";
import { withEmoji } from "./emoji.js";
import { entered } from "./entering.js";
import { encoded } from "./files.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { inline } from "./mrkdwn.js";
import { moment } from "./moments.js";
import { select } from "./selects.js";
import { idOf, store } from "./store.js";
import { nameOf } from "./surface.js";

const TEXT = { email_text_input: "email", url_text_input: "url", number_input: "text", plain_text_input: "text" };

/** Show an element. `about` gives {label, describedBy, required} where an input block stands around it. */
export function element(surface, block, item, about = {}) {
  const draw = Object.hasOwn(DRAW, item.type) ? DRAW[item.type] : unknown;
  const label = about.label ?? item.placeholder?.text ?? (item.type ?? "").replaceAll("_", " ");
  const node = draw(surface, block, item, { ...about, label });
  if (item.focus_on_load) control(node)?.setAttribute("data-first", "");
  return node;
}

/** What takes the focus in an element. */
export function control(node) {
  const fields = "input, textarea, [contenteditable], button, a";
  return node.matches(fields) ? node : (node.querySelector("input, textarea, [contenteditable]") ?? node.querySelector(fields));
}

function unknown(_surface, _block, item) {
  return h("span", { class: "unknown" }, `[${item.type}]`);
}

function button(surface, block, item) {
  return pressable(surface, block, item, { words: withEmoji(item.text?.text ?? ""), style: item.style, url: item.url });
}

/** A button, or a link where it leads out; the app hears of either. */
function pressable(surface, block, item, { words, label, value, style, url, focus = nameOf(block, item) }) {
  const leads = /^https?:\/\//i.test(url ?? "");
  const press = async (event) => {
    if (leads && item.confirm) event.preventDefault();
    if (!(await confirmed(item.confirm))) return;
    if (leads && item.confirm) open(url, "_blank", "noopener");
    node.setAttribute("aria-busy", "true");
    await surface.click(block, item, value);
    node.removeAttribute("aria-busy");
  };
  const out = leads ? { href: url, target: "_blank", rel: "noopener noreferrer" } : { type: "button" };
  const classes = [leads && "button", style].filter(Boolean).join(" ") || null;
  const names = { class: classes, "aria-label": label ?? item.accessibility_label, "data-focus": focus };
  const node = h(leads ? "a" : "button", { ...out, ...names, on: { click: press } }, words);
  return node;
}

function feedback(surface, block, item) {
  const either = (each, mark, focus) =>
    pressable(surface, block, item, {
      words: [h("span", { "aria-hidden": "true" }, withEmoji(mark)), withEmoji(each?.text?.text ?? "")],
      label: each?.accessibility_label,
      value: each?.value,
      focus: `${nameOf(block, item)}/${focus}`,
    });
  const pair = [either(item.positive_button, ":+1:", "yes"), either(item.negative_button, ":-1:", "no")];
  return h("span", { class: "feedback", role: "group", "aria-label": "Feedback" }, pair);
}

function iconButton(surface, block, item) {
  const hidden = item.visible_to_user_ids && !item.visible_to_user_ids.includes(idOf(store.role));
  if (hidden) return h("span", { hidden: true });
  const words = [icon(item.icon === "trash" ? "trash" : "more"), item.text?.text ?? ""];
  return pressable(surface, block, item, { words, style: "quiet" });
}

function overflow(surface, block, item) {
  const choose = async (option) => {
    if (!(await confirmed(item.confirm))) return;
    if (/^https?:\/\//i.test(option.url ?? "")) open(option.url, "_blank", "noopener");
    await surface.click(block, item, option.value);
  };
  const items = (item.options ?? []).map((option) => ({
    label: option.text?.text ?? option.value,
    description: option.description?.text,
    choose: () => choose(option),
  }));
  const names = { "aria-label": "More actions", "aria-haspopup": "menu", "aria-expanded": "false", "data-focus": nameOf(block, item) };
  const show = (event) => openMenu(event.currentTarget, items, "More actions");
  return h("button", { type: "button", class: "icon-button overflow", ...names, on: { click: show } }, icon("more"));
}

function ticks(surface, block, item, about) {
  const many = item.type === "checkboxes";
  const name = newId("choice");
  let chosen = new Set([surface.value(block, item) ?? []].flat());
  const change = async () => {
    const values = [...box.querySelectorAll("input:checked")].map((each) => each.value);
    const taken = await entered(surface, block, item, many ? values : (values[0] ?? null));
    if (!taken) for (const each of box.querySelectorAll("input")) each.checked = chosen.has(each.value);
    else chosen = new Set(values);
  };
  const box = h(
    "div",
    { class: "ticks", role: many ? "group" : "radiogroup", "aria-label": about.label, "aria-describedby": about.describedBy },
    (item.options ?? []).map((option) =>
      h(
        "label",
        {},
        h("input", {
          type: many ? "checkbox" : "radio",
          name,
          value: option.value,
          checked: chosen.has(option.value),
          "data-focus": `${nameOf(block, item)}/${option.value}`,
          on: { change },
        }),
        h("span", {}, words(option.text), option.description ? h("small", {}, words(option.description)) : null),
      ),
    ),
  );
  return box;
}

function words(text) {
  return text?.type === "mrkdwn" ? inline(text.text ?? "", text.verbatim) : withEmoji(text?.text ?? "");
}

function text(surface, block, item, about) {
  const triggers = item.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const value = surface.value(block, item);
  const field = h(item.multiline ? "textarea" : "input", {
    type: TEXT[item.type] ?? null,
    inputmode: item.type === "number_input" ? "decimal" : null,
    rows: item.multiline ? 4 : null,
    placeholder: item.placeholder?.text,
    maxlength: item.max_length,
    "aria-label": about.label,
    "aria-describedby": about.describedBy,
    "aria-required": about.required ? "true" : null,
    "data-focus": nameOf(block, item),
    value: typeof value === "object" && value !== null ? "" : String(value ?? ""),
  });
  if (item.type === "number_input") field.addEventListener("blur", () => told(field, about, outOfBounds(item, field.value.trim())));
  const dispatches = block.dispatch_action === true;
  field.addEventListener("input", () => {
    if (dispatches && triggers.includes("on_character_entered")) surface.enter(block, item, field.value);
    else surface.drafts.set(nameOf(block, item), field.value);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || field.tagName === "TEXTAREA") return;
    if (!dispatches || !triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    surface.enter(block, item, field.value);
  });
  return field;
}

// what the workspace would refuse is told in its words as one leaves the field
function outOfBounds(item, words) {
  if (!words) return "";
  if (!(item.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/).test(words)) return "Please enter a valid number.";
  const [least, most] = [Number(item.min_value ?? -Infinity), Number(item.max_value ?? Infinity)];
  if (Number(words) < least) return `Please enter a number of at least ${item.min_value}.`;
  return Number(words) > most ? `Please enter a number of at most ${item.max_value}.` : "";
}

function told(field, about, words) {
  const note = document.getElementById(about.describedBy);
  note?.querySelector(".error")?.remove();
  field.setAttribute("aria-invalid", String(Boolean(words)));
  field.closest(".input")?.classList.toggle("wrong", Boolean(words));
  if (words) note?.prepend(h("p", { class: "error", role: "alert" }, words));
}

function fileInput(surface, block, item, about) {
  const change = async (event) => entered(surface, block, item, await encoded(event.currentTarget.files));
  return h("input", {
    type: "file",
    multiple: (item.max_files ?? 10) > 1,
    accept: (item.filetypes ?? []).map((type) => `.${type}`).join(",") || null,
    "aria-label": about.label,
    "aria-describedby": about.describedBy,
    "data-focus": nameOf(block, item),
    on: { change },
  });
}

const DRAW = {
  button,
  workflow_button: button,
  overflow,
  checkboxes: ticks,
  radio_buttons: ticks,
  datepicker: moment,
  timepicker: moment,
  datetimepicker: moment,
  rich_text_input: richInput,
  feedback_buttons: feedback,
  icon_button: iconButton,
  file_input: fileInput,
  ...Object.fromEntries(Object.keys(TEXT).map((type) => [type, text])),
  ...Object.fromEntries(
    ["static", "external", "users", "channels", "conversations"].flatMap((kind) => [
      [`${kind}_select`, select],
      [`multi_${kind}_select`, select],
    ]),
  ),
};
