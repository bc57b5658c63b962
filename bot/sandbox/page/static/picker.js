// A select with search, for one or for many: an input over a list of options, worked with mouse or keyboard.

import { h, newId } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { put } from "./menu.js";

/**
 * options: the choices [{label, value, description, group}], or a function query => promise of them.
 * chosen: the values chosen at first; choose(values, options) hears of every change.
 */
export function picker({ options, chosen, many, most, placeholder, label, describedBy, focusKey, minQuery = 0, labels, choose }) {
  const listId = newId("options");
  const state = { chosen: [...chosen], shown: [], active: -1, open: false, asked: 0 };
  const input = h("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    "aria-expanded": "false",
    "aria-controls": listId,
    "aria-autocomplete": "list",
    "aria-label": label,
    "aria-describedby": describedBy,
    "data-focus": focusKey,
    placeholder: placeholder || "Choose…",
  });
  const chips = h("span", { class: "chips" });
  const clear = h("button", { type: "button", class: "clear", "aria-label": "Clear", tabindex: -1 }, "×");
  const list = h("ul", { class: "options", role: "listbox", id: listId, "aria-label": label, hidden: true });
  const root = h("div", { class: many ? "picker many" : "picker" }, chips, input, clear, list);
  const wordsFor = (value) => labels?.get(value) ?? value;

  const drawChosen = () => {
    if (!many) input.value = state.chosen.length ? wordsFor(state.chosen[0]) : "";
    chips.replaceChildren(...(many ? state.chosen.map((value) => chip(wordsFor(value), () => toggle(value))) : []));
    clear.hidden = many || !state.chosen.length;
  };
  const set = (values) => {
    state.chosen = values;
    drawChosen();
    choose(values);
  };
  const toggle = (value) => {
    const without = state.chosen.filter((each) => each !== value);
    if (without.length < state.chosen.length) set(without);
    else if (!most || state.chosen.length < most) set([...state.chosen, value]);
    input.focus();
  };
  const pick = (option) => {
    labels?.set(option.value, option.label);
    if (many) {
      input.value = "";
      toggle(option.value);
      show("");
    } else {
      set([option.value]);
      hide();
    }
  };
  const show = async (query) => {
    state.open = true;
    const asked = (state.asked += 1);
    if (query.length < minQuery) return draw([], `Type ${minQuery} or more characters to search.`);
    if (typeof options === "function") draw([], "Searching…");
    const found = typeof options === "function" ? await options(query) : matching(options, query);
    if (asked === state.asked && state.open) draw(found, "Nothing found.");
    return undefined;
  };
  const draw = (found, empty) => {
    state.shown = found;
    state.active = found.findIndex((option) => state.chosen.includes(option.value));
    let group;
    const rows = found.flatMap((option, index) => {
      const head = option.group && option.group !== group ? [h("li", { class: "group", role: "presentation" }, option.group)] : [];
      group = option.group;
      return [...head, row(option, index)];
    });
    list.replaceChildren(...(rows.length ? rows : [h("li", { class: "empty", role: "presentation" }, empty)]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    put(list, root, { wide: true });
    mark(state.active);
  };
  const row = (option, index) =>
    h(
      "li",
      {
        role: "option",
        id: `${listId}-${index}`,
        "aria-selected": String(state.chosen.includes(option.value)),
        on: { pointerdown: (event) => (event.preventDefault(), pick(option)) },
      },
      h("span", {}, withEmoji(option.label)),
      option.description ? h("small", {}, option.description) : null,
    );
  const mark = (index) => {
    state.active = index;
    const rows = [...list.querySelectorAll("[role=option]")];
    rows.forEach((each, at) => each.classList.toggle("active", at === index));
    rows[index]?.scrollIntoView({ block: "nearest" });
    if (rows[index]) input.setAttribute("aria-activedescendant", rows[index].id);
    else input.removeAttribute("aria-activedescendant");
  };
  const hide = () => {
    state.open = false;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    drawChosen();
    if (many) input.value = "";
  };
  const keys = (event) => {
    const { key } = event;
    if (key === "Backspace" && many && !input.value && state.chosen.length) return toggle(state.chosen.at(-1));
    if (key === "Enter") {
      event.preventDefault(); // it chooses here; it never submits the modal
      if (!state.open) return show("");
      const option = state.shown[state.active] ?? (state.shown.length === 1 ? state.shown[0] : null);
      return option && pick(option);
    }
    if (key === "Escape" && state.open) {
      event.preventDefault();
      event.stopPropagation(); // the modal around it stays open
      return hide();
    }
    if (key !== "ArrowDown" && key !== "ArrowUp") return undefined;
    event.preventDefault();
    if (!state.open) return show("");
    const count = state.shown.length;
    return count ? mark((state.active + (key === "ArrowDown" ? 1 : count - 1 + (state.active < 0 ? 1 : 0))) % count) : undefined;
  };

  input.addEventListener("input", () => show(input.value));
  input.addEventListener("click", () => state.open || (many || input.select(), show("")));
  input.addEventListener("keydown", keys);
  input.addEventListener("blur", hide);
  clear.addEventListener("click", () => (set([]), input.focus()));
  drawChosen();
  return root;
}

function chip(words, remove) {
  return h(
    "span",
    { class: "chip" },
    words,
    h("button", { type: "button", "aria-label": `Remove ${words}`, on: { click: remove } }, "×"),
  );
}

function matching(options, query) {
  const wanted = query.trim().toLocaleLowerCase();
  return options.filter((option) => `${option.label} ${option.description ?? ""}`.toLocaleLowerCase().includes(wanted));
}
