// The interactive elements of Block Kit: what they look like, and what happens when a person uses them.

import { act } from "./api.js";
import { confirmed } from "./confirm.js";
import { h, newId } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { encoded } from "./files.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { inline, link } from "./mrkdwn.js";
import { picker } from "./picker.js";
import { config, store } from "./store.js";
import { nameOf } from "./surface.js";
import { complain } from "./toast.js";

const TEXT = { email_text_input: "email", url_text_input: "url", number_input: "text", plain_text_input: "text" };

/** Show an element. `about` gives {label, describedBy, required} where an input block stands around it. */
export function element(surface, block, item, about = {}) {
  const draw = DRAW[item.type] ?? unknown;
  return draw(surface, block, item, { label: about.label ?? item.placeholder?.text ?? item.type, ...about });
}

function unknown(_surface, _block, item) {
  return h("span", { class: "unknown" }, `[${item.type}]`);
}

function button(surface, block, item) {
  const press = async () => {
    if (!(await confirmed(item.confirm))) return;
    node.setAttribute("aria-busy", "true");
    await surface.click(block, item);
    node.removeAttribute("aria-busy");
  };
  const node = h(
    "button",
    {
      type: "button",
      class: item.style ?? null,
      "aria-label": item.accessibility_label,
      "data-focus": nameOf(block, item),
      on: { click: press },
    },
    withEmoji(item.text?.text ?? ""),
  );
  if (!item.url) return node;
  const out = link(item.url, "open");
  return h("span", { class: "link-button" }, node, typeof out === "string" ? null : out);
}

function overflow(surface, block, item) {
  const items = (item.options ?? []).map((option) => ({
    label: option.text?.text ?? option.value,
    description: option.description?.text,
    choose: async () => (await confirmed(item.confirm)) && surface.click(block, item, option.value),
  }));
  const open = (event) => openMenu(event.currentTarget, items, "More actions");
  return h(
    "button",
    {
      type: "button",
      class: "icon-button overflow",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "data-focus": nameOf(block, item),
      on: { click: open },
    },
    icon("more"),
  );
}

// a choice that needs a confirmation is taken back when the person thinks better of it
async function entered(surface, block, item, value) {
  if (await confirmed(item.confirm)) await surface.enter(block, item, value);
}

function select(surface, block, item, about) {
  const many = item.type.startsWith("multi_");
  const options = choices(surface, block, item);
  const labels = labelsOf(surface, block, item, options);
  return picker({
    options,
    chosen: [surface.value(block, item) ?? []].flat(),
    many,
    most: item.max_selected_items,
    placeholder: item.placeholder?.text,
    label: about.label,
    describedBy: about.describedBy,
    focusKey: nameOf(block, item),
    minQuery: item.type.includes("external") ? (item.min_query_length ?? 3) : 0,
    labels,
    choose: (values) => entered(surface, block, item, many ? values : (values[0] ?? null)),
  });
}

function choices(surface, block, item) {
  if (item.type.includes("static")) {
    const groups = item.option_groups ?? [{ options: item.options ?? [] }];
    return groups.flatMap((group) => group.options.map((option) => plain(option, group.label?.text)));
  }
  if (item.type.includes("users")) {
    return Object.entries(config.people).map(([value, person]) => ({ value, label: `@${person.name}` }));
  }
  if (item.type.includes("external")) return (query) => suggest(surface, block, item, query);
  return (store.data?.channels ?? []).map((room) => ({ value: room.id, label: `#${room.name}` }));
}

function plain(option, group) {
  return { value: option.value, label: option.text?.text ?? option.value, description: option.description?.text, group };
}

async function suggest(surface, block, item, query) {
  try {
    const fields = { target: surface.target, block_id: block.block_id, action_id: item.action_id, query };
    const reply = await act(store.role, "suggest", fields);
    const groups = reply.option_groups ?? [{ options: reply.options ?? [] }];
    return groups.flatMap((group) => group.options.map((option) => plain(option, group.label?.text)));
  } catch (error) {
    complain(error);
    return [];
  }
}

function labelsOf(surface, block, item, options) {
  const known = surface.labels;
  const start = [item.initial_option, ...(item.initial_options ?? [])].filter(Boolean).map((option) => plain(option));
  for (const option of [...start, ...(Array.isArray(options) ? options : [])]) known.set(option.value, option.label);
  return known;
}

function ticks(surface, block, item, about) {
  const many = item.type === "checkboxes";
  const name = newId("choice");
  const chosen = new Set([surface.value(block, item) ?? []].flat());
  const change = () => {
    const values = [...box.querySelectorAll("input:checked")].map((each) => each.value);
    return entered(surface, block, item, many ? values : (values[0] ?? null));
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
  return text?.type === "mrkdwn" ? inline(text.text) : withEmoji(text?.text ?? "");
}

function text(surface, block, item, about) {
  const triggers = item.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const value = surface.value(block, item);
  const field = h(item.multiline || item.type === "rich_text_input" ? "textarea" : "input", {
    type: TEXT[item.type] ?? null,
    inputmode: item.type === "number_input" ? "decimal" : null,
    rows: item.multiline || item.type === "rich_text_input" ? 4 : null,
    placeholder: item.placeholder?.text,
    maxlength: item.max_length,
    "aria-label": about.label,
    "aria-describedby": about.describedBy,
    "aria-required": about.required ? "true" : null,
    "data-focus": nameOf(block, item),
    value: typeof value === "object" && value !== null ? "" : String(value ?? ""),
  });
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

function moment(type) {
  return (surface, block, item, about) => {
    const value = surface.value(block, item);
    const seconds = type === "datetime-local" && Number.isFinite(Number(value)) && value ? local(Number(value)) : value;
    const read = (raw) => (raw && type === "datetime-local" ? new Date(raw).toISOString() : raw || null);
    const change = (event) => entered(surface, block, item, read(event.currentTarget.value));
    return h("input", {
      type,
      value: seconds ?? "",
      "aria-label": about.label,
      "aria-describedby": about.describedBy,
      "aria-required": about.required ? "true" : null,
      "data-focus": nameOf(block, item),
      on: { change },
    });
  };
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

function local(seconds) {
  const at = new Date(seconds * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const DRAW = {
  button,
  workflow_button: button,
  overflow,
  checkboxes: ticks,
  radio_buttons: ticks,
  datepicker: moment("date"),
  timepicker: moment("time"),
  datetimepicker: moment("datetime-local"),
  rich_text_input: text,
  file_input: fileInput,
  ...Object.fromEntries(Object.keys(TEXT).map((type) => [type, text])),
  ...Object.fromEntries(
    ["static", "external", "users", "channels", "conversations"].flatMap((kind) => [
      [`${kind}_select`, select],
      [`multi_${kind}_select`, select],
    ]),
  ),
};
