// rich_text_input: a small editor for bold, italic, strike, code, lists and links. What is pasted comes in as plain text.

import { askText } from "./confirm.js";
import { h } from "./dom.js";
import { readRich, writeRich } from "./richvalue.js";
import { nameOf } from "./surface.js";

const TOOLS = [
  ["Bold", "B", "b", (editor) => editor.command("bold"), "bold"],
  ["Italic", "I", "i", (editor) => editor.command("italic"), "italic"],
  ["Strikethrough", "S", "x", (editor) => editor.command("strikeThrough"), "strikeThrough"],
  ["Code", "<>", "e", (editor) => editor.code(), null],
  ["Bulleted list", "•", "8", (editor) => editor.command("insertUnorderedList"), "insertUnorderedList"],
  ["Numbered list", "1.", "7", (editor) => editor.command("insertOrderedList"), "insertOrderedList"],
  ["Link", "Link", "k", (editor) => editor.link(), null],
];
const SHIFTED = { x: "x", 8: "*", 7: "&" }; // as Slack has them: with Shift

/** A rich_text_input. */
export function richInput(surface, block, item, about) {
  return new Editor(surface, block, item, about).root;
}

class Editor {
  constructor(surface, block, item, about) {
    Object.assign(this, { surface, block, item });
    this.field = h("div", {
      class: "rich",
      contenteditable: "true",
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": about.label,
      "aria-describedby": about.describedBy,
      "aria-required": about.required ? "true" : null,
      "data-focus": nameOf(block, item),
      "data-placeholder": item.placeholder?.text ?? "",
      "data-keys": "Ctrl+K", // a link, as in every editor
      on: {
        input: () => this.changed(),
        keydown: (event) => this.key(event),
        paste: (event) => this.paste(event, event.clipboardData),
        drop: (event) => this.paste(event, event.dataTransfer),
        focus: () => this.toEnd(),
      },
    });
    this.field.append(...writeRich(surface.value(block, item)));
    this.buttons = TOOLS.map((tool) => this.button(tool));
    const bar = { class: "tools-of-text", role: "toolbar", "aria-label": `Formatting of ${about.label}`, on: { keydown: (event) => this.walk(event) } };
    this.root = h("div", { class: "editor" }, h("div", bar, this.buttons), this.field);
    this.mark();
    const look = () => (this.field.isConnected ? this.mark() : document.removeEventListener("selectionchange", look));
    this.field.addEventListener("focus", () => document.addEventListener("selectionchange", look));
    this.field.addEventListener("blur", () => document.removeEventListener("selectionchange", look));
  }

  button([name, face, , run, state], index) {
    const keep = (event) => event.preventDefault(); // the selection stays where it is
    const press = () => {
      this.field.focus();
      run(this);
    };
    const names = { type: "button", "aria-label": name, title: name, "aria-pressed": state ? "false" : null, tabindex: index ? -1 : 0 };
    return h("button", { ...names, class: name.toLowerCase().split(" ")[0], on: { mousedown: keep, click: press } }, face);
  }

  // a toolbar is one stop of the Tab key; the arrows go through it
  walk(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const at = this.buttons.indexOf(document.activeElement);
    const next = this.buttons[(at + by + this.buttons.length) % this.buttons.length];
    for (const each of this.buttons) each.tabIndex = each === next ? 0 : -1;
    next.focus();
  }

  toEnd() {
    const selection = getSelection();
    if (this.range) selection.setBaseAndExtent(...this.range);
    else if (!this.field.contains(selection.anchorNode)) selection.selectAllChildren(this.field), selection.collapseToEnd();
    this.range = null;
  }

  command(name, value = null) {
    document.execCommand("styleWithCSS", false, false); // elements, for there are no styles on this page
    document.execCommand(name, false, value);
    this.changed();
  }

  code() {
    const selection = getSelection();
    const inside = selection.anchorNode?.parentElement?.closest("code");
    if (inside && this.field.contains(inside)) inside.replaceWith(...inside.childNodes);
    else if (!selection.isCollapsed && this.field.contains(selection.anchorNode)) {
      const range = selection.getRangeAt(0);
      const node = h("code", {}, range.extractContents());
      range.insertNode(node);
      selection.selectAllChildren(node);
    }
    this.changed();
  }

  async link() {
    const { anchorNode, anchorOffset, focusNode, focusOffset, isCollapsed } = getSelection();
    this.range = [anchorNode, anchorOffset, focusNode, focusOffset];
    const address = (await askText("Link to", "https://", "Add"))?.trim();
    this.field.focus();
    if (!/^(https?:\/\/|mailto:)\S+$/i.test(address ?? "") || address === "https://") return;
    if (isCollapsed) this.command("insertText", address), this.selectBack(address.length);
    this.command("createLink", address);
    getSelection().collapseToEnd();
  }

  selectBack(length) {
    for (let step = 0; step < length; step += 1) getSelection().modify("extend", "backward", "character");
  }

  paste(event, data) {
    event.preventDefault();
    this.command("insertText", data?.getData("text/plain") ?? "");
  }

  key(event) {
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey) {
      const pressed = event.key.toLowerCase();
      const tool = TOOLS.find(([, , key]) => (event.shiftKey ? [key, SHIFTED[key]].includes(pressed) && key in SHIFTED : pressed === key && !(key in SHIFTED)));
      if (!tool) return;
      event.preventDefault();
      tool[3](this);
    } else if (event.key === "Enter" && !event.shiftKey && this.fires("on_enter_pressed")) {
      event.preventDefault();
      this.surface.enter(this.block, this.item, this.value);
    }
  }

  get value() {
    return readRich(this.field);
  }

  fires(trigger) {
    const triggers = this.item.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
    return this.block.dispatch_action === true && triggers.includes(trigger);
  }

  changed() {
    if (this.fires("on_character_entered")) this.surface.enter(this.block, this.item, this.value);
    else this.surface.drafts.set(nameOf(this.block, this.item), this.value);
    this.mark();
  }

  mark() {
    this.field.classList.toggle("empty", this.value === null);
    TOOLS.forEach(([, , , , state], index) => {
      if (state) this.buttons[index].setAttribute("aria-pressed", String(document.queryCommandState(state)));
    });
  }
}
