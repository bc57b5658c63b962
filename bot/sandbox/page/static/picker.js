// A select with search, for one or for many: an input over a list of options, worked with mouse or keyboard.

import { h, newId } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { put } from "./menu.js";

/**
 * Build a select. `about` holds: options (the choices [{label, value, description, group}], or a function
 * query => promise of them), chosen (values), many, most, placeholder, label, describedBy, focusKey, minQuery,
 * labels (Map value => words), choose (hears of every change).
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
    this.list = h("ul", { class: "options", role: "listbox", id: listId, "aria-label": this.label, hidden: true });
    this.root = h("div", { class: this.many ? "picker many" : "picker" }, this.chips, this.input, this.clear, this.list);
  }

  drawChosen() {
    const words = (value) => this.labels.get(value) ?? value;
    if (this.many) this.chips.replaceChildren(...this.chosen.map((value) => chip(words(value), () => this.toggle(value))));
    else this.input.value = this.chosen.length ? words(this.chosen[0]) : "";
    this.clear.hidden = this.many || !this.chosen.length;
  }

  set(values) {
    this.chosen = values;
    this.drawChosen();
    this.choose(values);
  }

  toggle(value) {
    if (this.chosen.includes(value)) this.set(this.chosen.filter((each) => each !== value));
    else if (!this.most || this.chosen.length < this.most) this.set([...this.chosen, value]);
    this.input.focus();
  }

  pick(option) {
    this.labels.set(option.value, option.label);
    if (this.many) {
      this.input.value = "";
      this.toggle(option.value);
      this.show("");
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

  async show(query) {
    this.open = true;
    this.asked += 1;
    const { asked } = this;
    if (query.length < this.minQuery) return this.draw([], `Type ${this.minQuery} or more characters to search.`);
    const asks = typeof this.options === "function";
    if (asks) this.draw([], "Searching…");
    const found = asks ? await this.options(query) : matching(this.options, query);
    return asked === this.asked && this.open ? this.draw(found, "Nothing found.") : undefined;
  }

  draw(found, empty) {
    this.shown = found;
    const rows = found.flatMap((option, index) => {
      const isFirst = option.group && option.group !== found[index - 1]?.group;
      const head = h("li", { class: "group", role: "presentation" }, option.group);
      return isFirst ? [head, this.row(option, index)] : [this.row(option, index)];
    });
    this.list.replaceChildren(...(rows.length ? rows : [h("li", { class: "empty", role: "presentation" }, empty)]));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    put(this.list, this.root, { wide: true });
    this.mark(found.findIndex((option) => this.chosen.includes(option.value)));
  }

  row(option, index) {
    // before the blur that a click causes
    const take = (event) => {
      event.preventDefault();
      this.pick(option);
    };
    return h(
      "li",
      {
        role: "option",
        id: `${this.list.id}-${index}`,
        "aria-selected": String(this.chosen.includes(option.value)),
        on: { pointerdown: take },
      },
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
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    if (this.many) this.input.value = "";
    this.drawChosen();
  }

  key(event) {
    if (event.key === "Backspace" && this.many && !this.input.value && this.chosen.length) {
      this.toggle(this.chosen.at(-1));
    } else if (event.key === "Enter") {
      event.preventDefault(); // it chooses here; it never submits the modal
      this.enter();
    } else if (event.key === "Escape" && this.open) {
      event.preventDefault();
      event.stopPropagation(); // the modal around it stays open
      this.hide();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.step(event.key === "ArrowDown" ? 1 : -1);
    }
  }

  enter() {
    if (!this.open) return void this.show("");
    const option = this.shown[this.active] ?? (this.shown.length === 1 ? this.shown[0] : null);
    return option ? this.pick(option) : undefined;
  }

  step(by) {
    if (!this.open) return void this.show("");
    const count = this.shown.length;
    const from = this.active < 0 && by < 0 ? 0 : this.active;
    return count ? this.mark((from + by + count) % count) : undefined;
  }
}

function chip(words, remove) {
  const button = h("button", { type: "button", "aria-label": `Remove ${words}`, on: { click: remove } }, "×");
  return h("span", { class: "chip" }, words, button);
}

function matching(options, query) {
  const wanted = query.trim().toLocaleLowerCase();
  return options.filter((option) => `${option.label} ${option.description ?? ""}`.toLocaleLowerCase().includes(wanted));
}
