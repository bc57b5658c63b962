// A select with search, for one or for many: the combobox pattern of ARIA, an input over a list of options.

import { h, newId } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { put } from "./menu.js";

const PAUSE = 200; // ms without typing before the bot is asked
const PAGE = 8; // options that Page Up and Page Down pass over

/**
 * Build a select. `about` holds: options (the choices [{label, value, description, group}], or a function
 * query => promise of them), chosen (values), many, most, placeholder, label, describedBy, required, focusKey,
 * minQuery, labels (Map value => words), choose (hears of every change; answers false to take it back).
 */
export function picker(about) {
  return new Picker(about).root;
}

class Picker {
  constructor(about) {
    Object.assign(this, { minQuery: 0, labels: new Map() }, about);
    this.chosen = [...about.chosen];
    this.shown = []; // the options in the open list
    this.active = -1; // which of them the arrows have reached
    this.open = false;
    this.asked = 0; // so that a late answer does not replace a newer one
    this.build();
    this.drawChosen();
  }

  build() {
    const listId = newId("options");
    this.input = h("input", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      "aria-expanded": "false",
      "aria-controls": listId,
      "aria-autocomplete": "list",
      "aria-label": this.label,
      "aria-describedby": this.describedBy,
      "aria-required": this.required ? "true" : null,
      "data-focus": this.focusKey,
      placeholder: this.placeholder || "Choose…",
      on: {
        input: () => this.show(this.input.value),
        click: () => this.press(),
        keydown: (event) => this.key(event),
        blur: () => this.hide(),
      },
    });
    const clear = () => {
      this.set([]);
      this.input.focus();
    };
    this.chips = h("span", { class: "chips" });
    this.clear = h("button", { type: "button", class: "clear", "aria-label": "Clear", tabindex: -1, on: { click: clear } }, "×");
    const names = { role: "listbox", id: listId, "aria-label": this.label, "aria-multiselectable": this.many ? "true" : null };
    this.list = h("div", { class: "list", ...names });
    this.note = h("p", { class: "note", role: "status" });
    const keep = (event) => event.preventDefault(); // the focus stays in the input
    this.popup = h("div", { class: "options", hidden: true, on: { mousedown: keep } }, this.list, this.note);
    this.root = h("div", { class: this.many ? "picker many" : "picker" }, this.chips, this.input, this.clear, this.popup);
    this.root.addEventListener("click", (event) => event.target === this.root && this.input.focus());
  }

  drawChosen() {
    const words = (value) => this.labels.get(value) ?? value;
    if (this.many) this.chips.replaceChildren(...this.chosen.map((value) => chip(words(value), () => this.toggle(value))));
    else this.input.value = this.chosen.length ? words(this.chosen[0]) : "";
    this.clear.hidden = this.many || !this.chosen.length;
  }

  async set(values) {
    const before = this.chosen;
    this.chosen = values;
    this.drawChosen();
    this.root.dispatchEvent(new Event("change", { bubbles: true }));
    if ((await this.choose(values)) !== false || this.chosen !== values) return;
    this.chosen = before;
    this.drawChosen();
  }

  get isFull() {
    return Boolean(this.many && this.most && this.chosen.length >= this.most);
  }

  toggle(value) {
    if (this.chosen.includes(value)) this.set(this.chosen.filter((each) => each !== value));
    else if (!this.isFull) this.set([...this.chosen, value]);
    this.input.focus();
  }

  pick(option) {
    if (this.isFull && !this.chosen.includes(option.value)) return;
    this.labels.set(option.value, option.label);
    if (this.many) {
      this.input.value = "";
      this.toggle(option.value);
      this.show("", { at: this.active });
    } else {
      this.set([option.value]);
      this.hide();
    }
  }

  press() {
    if (this.open) return;
    if (!this.many) this.input.select();
    this.show("");
  }

  /** Open the list; `at` is marked in it, or what is chosen, or by who works by keyboard the `first` (-1: the last). */
  async show(query, { at = null, first = null } = {}) {
    this.open = true;
    this.asked += 1;
    const { asked } = this;
    const isLate = () => asked !== this.asked || !this.open;
    if (query.length < this.minQuery) {
      const count = this.minQuery === 1 ? "a character" : `${this.minQuery} or more characters`;
      return this.draw([], `Type ${count} to search.`);
    }
    if (typeof this.options !== "function") return this.draw(matching(this.options, query), "No results", { at, first });
    this.draw([], "Searching…");
    await new Promise((resolve) => setTimeout(resolve, query ? PAUSE : 0));
    if (isLate()) return undefined;
    try {
      const found = await this.options(query);
      return isLate() ? undefined : this.draw(found, "No results", { at, first });
    } catch (error) {
      return isLate() ? undefined : this.draw([], error.message, { failed: true });
    }
  }

  draw(found, empty, { at = null, first = null, failed = false } = {}) {
    this.shown = found;
    this.list.replaceChildren(...this.rows(found));
    this.list.hidden = !found.length;
    this.note.textContent = found.length ? (this.isFull ? `At most ${this.most} can be chosen.` : "") : empty;
    this.note.classList.toggle("error", failed);
    this.popup.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    put(this.popup, this.root, { wide: true });
    const typed = this.input.value.trim() !== "" && (this.many || !this.chosen.length);
    const chosen = found.findIndex((option) => this.chosen.includes(option.value));
    if (at !== null) this.mark(at);
    else if (typed && found.length) this.mark(0);
    else if (chosen < 0 && first !== null) this.mark(first < 0 ? found.length - 1 : Math.min(first, found.length - 1));
    else this.mark(chosen);
  }

  rows(found) {
    const groups = [];
    found.forEach((option, index) => {
      if (!groups.length || groups.at(-1).name !== option.group) groups.push({ name: option.group, rows: [] });
      groups.at(-1).rows.push(this.row(option, index));
    });
    return groups.map(({ name, rows }) => {
      if (!name) return rows;
      const id = newId("group");
      return h("div", { role: "group", "aria-labelledby": id }, h("div", { class: "group", id, role: "presentation" }, name), rows);
    }).flat();
  }

  row(option, index) {
    const isChosen = this.chosen.includes(option.value);
    const names = { role: "option", id: `${this.list.id}-${index}`, "aria-selected": String(isChosen) };
    return h(
      "div",
      { ...names, "aria-disabled": this.isFull && !isChosen ? "true" : null, on: { click: () => this.pick(option) } },
      h("span", {}, withEmoji(option.label)),
      option.description ? h("small", {}, option.description) : null,
    );
  }

  mark(index) {
    this.active = index;
    const rows = [...this.list.querySelectorAll("[role=option]")];
    rows.forEach((each, at) => each.classList.toggle("active", at === index));
    rows[index]?.scrollIntoView({ block: "nearest" });
    if (rows[index]) this.input.setAttribute("aria-activedescendant", rows[index].id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  hide() {
    this.open = false;
    this.popup.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    if (this.many) this.input.value = "";
    this.drawChosen();
  }

  key(event) {
    if (event.isComposing) return;
    const count = this.shown.length;
    const to = { ArrowDown: this.active + 1, ArrowUp: this.active - 1, PageDown: this.active + PAGE, PageUp: this.active - PAGE }[event.key];
    const edge = { Home: 0, End: count - 1 }[event.key];
    if (event.key === "Backspace" && this.many && !this.input.value && this.chosen.length) {
      this.toggle(this.chosen.at(-1));
      if (this.open) this.show("");
    } else if (event.key === "Enter") {
      event.preventDefault(); // it chooses here; it never submits the modal
      this.enter();
    } else if (event.key === "Escape" && this.open) {
      event.preventDefault();
      event.stopPropagation(); // the modal around it stays open
      this.hide();
    } else if (to !== undefined) {
      event.preventDefault();
      this.step(to, event.key.startsWith("Page"));
    } else if (edge !== undefined && this.open && count) {
      event.preventDefault();
      this.mark(edge);
    }
  }

  enter() {
    if (!this.open) return void this.show("", { first: 0 });
    const option = this.shown[this.active] ?? (this.shown.length === 1 ? this.shown[0] : null);
    return option ? this.pick(option) : undefined;
  }

  step(to, stops) {
    if (!this.open) return void this.show("", { first: to < this.active ? -1 : 0 });
    const count = this.shown.length;
    if (!count) return undefined;
    if (stops) return this.mark(Math.max(0, Math.min(to, count - 1)));
    return this.mark(to < 0 && this.active < 0 ? count - 1 : (to + count) % count);
  }
}

function chip(words, remove) {
  const button = h("button", { type: "button", "aria-label": `Remove ${words}`, on: { click: remove } }, "×");
  return h("span", { class: "chip" }, h("span", {}, words), button);
}

function matching(options, query) {
  const wanted = query.trim().toLocaleLowerCase();
  return options.filter((option) => `${option.label} ${option.description ?? ""}`.toLocaleLowerCase().includes(wanted));
}
