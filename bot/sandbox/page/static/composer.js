// Where people write: Enter sends, Shift+Enter makes a line; commands and names are completed; files are attached.

import { Completion } from "./completion.js";
import { perform } from "./doing.js";
import { h } from "./dom.js";
import { encoded } from "./files.js";
import { icon } from "./icons.js";
import { editMessage } from "./messages.js";
import { idOf, roomName, store } from "./store.js";
import { toast } from "./toast.js";

const drafts = new Map();
const MOST_HEIGHT = 200;

const narrow = window.matchMedia("(max-width: 680px)");
const placeholder = (name) => `${narrow.matches ? "Message" : name} — / for commands`;
narrow.addEventListener("change", () => {
  for (const field of document.querySelectorAll(".composer [data-called]")) field.placeholder = placeholder(field.dataset.called);
});

/** A composer for a channel, or for a thread in it. Its draft is kept while the person is elsewhere. */
export function composer(room, thread = null) {
  return new Composer(room, thread).form;
}

class Composer {
  constructor(room, thread) {
    Object.assign(this, { room, thread });
    this.key = `${store.role} ${room.id} ${thread ?? ""}`;
    this.draft = drafts.get(this.key) ?? { text: "", files: [] };
    drafts.set(this.key, this.draft);
    this.build();
    this.drawFiles();
    queueMicrotask(() => this.grow());
  }

  build() {
    const name = `Message ${roomName(this.room)}`;
    this.field = h("textarea", {
      rows: 1,
      value: this.draft.text,
      placeholder: this.thread ? "Reply…" : placeholder(name),
      "data-called": this.thread ? null : name,
      "aria-label": this.thread ? "Reply in the thread" : name,
      "data-focus": this.key,
      autocomplete: "off",
      on: { input: () => this.typed(), blur: () => this.completion.hide(), keydown: (event) => this.press(event) },
    });
    this.completion = new Completion(this.field, (text) => this.write(text), { inThread: this.thread !== null });
    this.shelf = h("div", { class: "attached" });
    const pick = { type: "file", multiple: true, hidden: true, tabindex: -1, "aria-label": "Files" };
    this.files = h("input", { ...pick, on: { change: () => this.attach() } });
    const attach = { type: "button", class: "icon-button", "aria-label": "Attach files", on: { click: () => this.files.click() } };
    const line = h(
      "div",
      { class: "line" },
      h("button", attach, icon("attach")),
      this.field,
      h("button", { type: "submit", class: "icon-button send", "aria-label": "Send" }, icon("send")),
    );
    const submit = (event) => {
      event.preventDefault();
      this.send();
    };
    this.form = h("form", { class: "composer", on: { submit } }, this.completion.list, this.shelf, line, this.files);
  }

  typed() {
    this.draft.text = this.field.value;
    this.grow();
    this.completion.look();
  }

  write(text) {
    this.field.value = this.draft.text = text;
    this.grow();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, MOST_HEIGHT)}px`;
  }

  press(event) {
    if (event.isComposing || this.completion.key(event)) return undefined;
    if (event.key === "ArrowUp" && !this.field.value && this.editLast()) return event.preventDefault();
    if (event.key !== "Enter" || event.shiftKey) return undefined;
    event.preventDefault();
    return this.form.requestSubmit();
  }

  // in an empty field, as chat programs have it
  editLast() {
    const feed = this.thread ? store.threadFeed : store.feed;
    const mine = feed?.list.findLast((each) => each.user === idOf(store.role) && each.text && !each.subtype);
    if (mine) editMessage({ channel: this.room.id, ts: mine.ts }, mine);
    return Boolean(mine);
  }

  async attach() {
    this.draft.files.push(...(await encoded(this.files.files)));
    this.files.value = "";
    this.drawFiles();
    this.field.focus();
  }

  drawFiles() {
    this.shelf.replaceChildren(...this.draft.files.map((each) => this.chip(each)));
  }

  chip(file) {
    const remove = () => {
      this.draft.files.splice(this.draft.files.indexOf(file), 1);
      this.drawFiles();
    };
    const button = h("button", { type: "button", "aria-label": `Remove ${file.name}`, on: { click: remove } }, "×");
    return h("span", { class: "chip" }, file.name, button);
  }

  async send() {
    const text = this.field.value.trim();
    if (!text && !this.draft.files.length) return;
    const files = this.draft.files.splice(0);
    this.write("");
    this.drawFiles();
    this.completion.hide();
    if (await say(this.room, this.thread, text, files)) return;
    this.draft.files.unshift(...files); // what could not be sent is not lost
    this.drawFiles();
    if (!this.field.value) this.write(text);
  }
}

function say(room, thread, text, files) {
  if (text.startsWith("/") && !files.length) {
    if (!thread) return perform("command", { channel: room.id, text });
    toast("Slash commands cannot be used in threads. Type it in the channel.", { error: true });
    return null;
  }
  const where = thread ? { channel: room.id, thread_ts: thread } : { channel: room.id };
  return perform("message", { ...where, text, ...(files.length ? { files } : {}) });
}
