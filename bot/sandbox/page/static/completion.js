// The list over a composer: commands after a slash, people and groups after @, channels after #, emoji after a colon.

import { h, newId } from "./dom.js";
import { emoji, emojiNames } from "./emoji.js";
import { config, store } from "./store.js";
import { myTeam, otherTeam } from "./teams.js";

const MOST = 14;
const EVERYBODY = [["channel", "everybody in this channel"], ["here", "everybody in this channel who is active"]];

export class Completion {
  /** For a field; `write` replaces the field's text. Commands are not offered in threads. */
  constructor(field, write, { inThread }) {
    Object.assign(this, { field, write, inThread, found: [], active: 0, moved: false });
    const names = { role: "listbox", id: newId("completion"), "aria-label": "Completions" };
    this.list = h("ul", { class: "completion", ...names, hidden: true });
    field.setAttribute("aria-controls", this.list.id);
    field.setAttribute("aria-autocomplete", "list");
  }

  get before() {
    return this.field.value.slice(0, this.field.selectionStart);
  }

  /** Look what could be meant by what stands before the cursor. */
  look() {
    this.found = candidates(this.before, this.inThread);
    this.active = 0;
    this.moved = false; // whoever chose a line with the arrows means that one
    if (this.found.length) this.draw();
    else this.hide();
  }

  hide() {
    this.found = [];
    this.list.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }

  draw() {
    this.list.replaceChildren(...this.found.map((each, index) => this.row(each, index)));
    this.list.hidden = false;
    this.field.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
  }

  row(each, index) {
    const press = (event) => {
      event.preventDefault();
      this.take(each);
    };
    const isActive = index === this.active;
    return h(
      "li",
      {
        role: "option",
        id: `${this.list.id}-${index}`,
        class: isActive ? "active" : null,
        "aria-selected": String(isActive),
        on: { pointerdown: press },
      },
      h("strong", {}, each.picture ?? null, each.text),
      h("small", {}, each.hint),
    );
  }

  take({ text, from }) {
    const rest = this.field.value.slice(this.field.selectionStart);
    this.write(`${this.field.value.slice(0, from)}${text}${rest || (text.startsWith("/") ? "" : " ")}`);
    this.hide();
    this.field.focus();
  }

  /** Take a key; answers whether it was for the list. Enter sends a whole command, and what is already typed in full. */
  key(event) {
    if (!this.found.length) return false;
    const chosen = this.found[this.active];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const whole = this.before.endsWith(chosen.text) || (!this.moved && this.found.some(({ text }) => isTyped(text, this.before)));
    const takes = event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !whole);
    if (step) {
      this.active = (this.active + step + this.found.length) % this.found.length;
      this.moved = true;
      this.draw();
    } else if (event.key === "Escape") this.hide();
    else if (takes) this.take(chosen);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}

// a command with or without the word that says what to do; whatever would follow may be left out
function isTyped(text, before) {
  const typed = before.trimEnd().toLowerCase();
  return text.startsWith("/") && (text.trimEnd() === typed || text.split(" ")[0] === typed);
}

function candidates(before, inThread) {
  if (before.startsWith("/") && !inThread) {
    const wanted = before.toLowerCase();
    return config.commands.filter((each) => each.text.startsWith(wanted)).map((each) => ({ ...each, from: 0 }));
  }
  const word = /(?:^|[\s(])([@#][\w.-]*|:[a-z0-9_+-]{2,})$/i.exec(before)?.[1].toLowerCase();
  if (!word) return [];
  const names = { "@": mentions, "#": channels, ":": pictures }[word[0]]();
  const from = before.length - word.length;
  return names.filter((each) => each.text.startsWith(word)).slice(0, MOST).map((each) => ({ ...each, from }));
}

function mentions() {
  const people = Object.entries(config.people).filter(([, person]) => !person.deleted);
  const groups = Object.values(config.groups).filter(({ team }) => team === myTeam());
  return [
    ...people.map(([id, person]) => ({ text: `@${person.name}`, hint: person.bot ? "app" : [person.real_name, otherTeam(id)].filter(Boolean).join(" · ") })),
    ...groups.map(({ handle }) => ({ text: `@${handle}`, hint: "group of people" })),
    ...EVERYBODY.map(([name, hint]) => ({ text: `@${name}`, hint })),
  ];
}

function pictures() {
  return emojiNames().map((name) => ({ text: `:${name}:`, hint: "", picture: emoji(name) }));
}

function channels() {
  return (store.data?.channels ?? []).map((room) => ({ text: `#${room.name}`, hint: room.is_member ? "channel" : "channel, not joined" }));
}
