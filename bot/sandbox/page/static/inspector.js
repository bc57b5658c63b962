// The inspector: what the app and the workspace said to each other, live, and each of it as JSON.

import { h } from "./dom.js";
import { keepPlace } from "./focus.js";
import { icon } from "./icons.js";
import { InspectList } from "./inspectlist.js";
import { copyButton, decoded, jsonTree } from "./json.js";
import { remember, remembered } from "./kept.js";
import { city } from "./moments.js";
import { inZone, moment } from "./mrkdwn.js";
import { complain } from "./toast.js";

const BASE = "/_workspace/inspector";
const SEARCH = 150; // ms after the last key before the bodies are searched
const LEAST = 160; // px
const FULL = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" };
const SHOWN = { all: "All", calls: "Calls", deliveries: "Deliveries", errors: "Errors only" };

let panel = null;

/** Open or shut the inspector; over a modal it opens as a window on top. */
export function toggleInspector() {
  panel ??= new Inspector(document.getElementById("inspector"));
  if (panel.isOpen && panel.isReachable) panel.shut();
  else panel.open();
}

class Inspector {
  constructor(node) {
    this.node = node;
    this.home = document.createComment("");
    node.before(this.home);
    this.entries = new Map();
    this.found = null; // numbers whose bodies hold what is searched, or null where nothing is
    this.only = "all";
    this.list = new InspectList({ choose: (row) => this.showEntry(row), open: () => this.detail.focus() });
    this.build();
  }

  get isOpen() {
    return !this.node.hidden;
  }

  get isReachable() {
    const top = [...document.querySelectorAll("dialog[open]")].at(-1);
    return !top || top.contains(this.node);
  }

  build() {
    const kinds = Object.entries(SHOWN).map(([value, words]) => h("option", { value }, words));
    const show = (event) => ((this.only = event.currentTarget.value), this.show());
    this.filter = h("select", { "aria-label": "Show", on: { change: show } }, kinds);
    this.name = h("input", { type: "search", placeholder: "Name", "aria-label": "Name holds", on: { input: () => this.show() } });
    this.words = h("input", { type: "search", placeholder: "Search in bodies", "aria-label": "Search in bodies", on: { input: () => this.searchSoon() } });
    this.count = h("span", { class: "count", role: "status" });
    this.detail = h("div", { class: "inspect-detail", tabindex: -1, role: "region", "aria-label": "Entry" });
    this.waiting = h("div", { class: "inspect-waiting", role: "group", "aria-label": "Waiting to be delivered", hidden: true });
    const all = h("button", { type: "button", class: "plain-link", on: { click: () => this.showAll() } }, "show all");
    this.none = h("p", { class: "none", hidden: true }, h("span"), all);
    const clear = h("button", { type: "button", class: "small", on: { click: () => this.clear() } }, "Clear");
    const close = h("button", { type: "button", class: "icon-button", "aria-label": "Close inspector", on: { click: () => this.shut() } }, icon("close"));
    this.node.append(
      this.grip(),
      h("div", { class: "inspect-head" }, h("h2", {}, "Inspector"), this.filter, this.name, this.words, clear, this.count, close),
      h("div", { class: "inspect-body" }, h("div", { class: "inspect-side" }, this.none, this.list.node, this.waiting), this.detail),
    );
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      if (this.detail.contains(document.activeElement)) this.list.node.focus();
      else this.shut();
    });
  }

  // the upper edge, drawn by pointer or by the arrows
  grip() {
    const names = { role: "separator", tabindex: 0, "aria-orientation": "horizontal", "aria-label": "Height of the inspector" };
    const grip = h("div", { class: "grip", ...names });
    const tall = (pixels) => {
      const most = window.innerHeight - 120;
      const height = Math.round(Math.max(LEAST, Math.min(pixels, most)));
      this.node.style.height = `${height}px`;
      for (const [name, value] of Object.entries({ valuenow: height, valuemin: LEAST, valuemax: Math.max(LEAST, most) })) grip.setAttribute(`aria-${name}`, value);
      remember("inspector-height", height);
    };
    tall(Number(remembered("inspector-height", "320")) || 320);
    grip.addEventListener("pointerdown", (event) => {
      grip.setPointerCapture(event.pointerId);
      const drag = (move) => tall(window.innerHeight - move.clientY);
      grip.addEventListener("pointermove", drag);
      grip.addEventListener("lostpointercapture", () => grip.removeEventListener("pointermove", drag), { once: true });
    });
    grip.addEventListener("keydown", (event) => {
      const step = { ArrowUp: 40, ArrowDown: -40 }[event.key];
      if (!step) return;
      event.preventDefault();
      tall(this.node.getBoundingClientRect().height + step);
    });
    return grip;
  }

  open() {
    if (this.isOpen) this.shut({ back: false });
    this.back = keepPlace();
    this.node.hidden = false;
    if (!this.isReachable) {
      this.over = h("dialog", { class: "inspect-over", "aria-label": "Inspector" }, this.node, h("div", { class: "toasts" }));
      this.over.addEventListener("cancel", (event) => (event.preventDefault(), this.shut()));
      document.body.append(this.over);
      this.over.showModal();
    }
    this.listen();
    this.list.node.focus();
  }

  shut({ back = true } = {}) {
    this.stream?.close();
    this.stream = null;
    this.node.hidden = true;
    this.home.after(this.node);
    this.over?.close();
    this.over?.remove();
    this.over = null;
    if (back) this.back?.();
  }

  listen() {
    this.stream = new EventSource(`${BASE}/stream`);
    this.stream.addEventListener("rows", (event) => {
      this.entries = new Map(JSON.parse(event.data).map((row) => [row.number, direct(row)]));
      this.changed();
    });
    this.stream.addEventListener("row", (event) => {
      const row = direct(JSON.parse(event.data));
      this.entries.set(row.number, row);
      if (row.number === this.list.chosen) this.showEntry(row);
      this.changed();
    });
    this.stream.addEventListener("error", () => {
      // the browser itself tries again only where the server was not reached
      if (this.stream?.readyState === EventSource.CLOSED) setTimeout(() => this.isOpen && this.listen(), 3000);
    });
  }

  changed() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.show();
      this.askWaiting();
      if (this.words.value) this.searchSoon();
    });
  }

  show() {
    const name = this.name.value.toLowerCase();
    const fits = (row) =>
      (this.only === "all" || (this.only === "errors" ? row.error : row.out === (this.only === "calls"))) &&
      row.name.toLowerCase().includes(name) &&
      (this.found === null || this.found.has(row.number));
    const rows = [...this.entries.values()].filter(fits);
    this.list.show(rows);
    const all = this.entries.size;
    this.count.textContent = `${rows.length === all ? `${all} entries` : `${rows.length} of ${all}`}, ${city()} time`;
    this.none.hidden = rows.length > 0 || !all;
    if (!this.none.hidden) this.none.firstChild.textContent = `0 of ${all} fit ${this.sought().join(", ")}: `;
    if (!this.list.chosen) this.detail.replaceChildren(h("p", { class: "none" }, "Choose an entry to see its request and answer."));
  }

  sought() {
    const words = [this.name.value, this.words.value].filter(Boolean).map((each) => `“${each}”`);
    return this.only === "all" ? words : [`“${SHOWN[this.only]}”`, ...words];
  }

  showAll() {
    this.filter.value = this.only = "all";
    this.seekNothing();
    this.show();
    this.list.node.focus();
  }

  seekNothing() {
    this.name.value = this.words.value = "";
    this.found = null;
  }

  searchSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), SEARCH);
  }

  async search() {
    const words = this.words.value;
    const answer = words ? await ask(`/search?${new URLSearchParams({ q: words })}`) : null;
    if (words !== this.words.value) return;
    this.found = answer ? new Set(answer.numbers) : null;
    this.show();
  }

  async clear() {
    await ask("/entries", { method: "DELETE" });
    this.seekNothing();
    this.list.chosen = null;
    this.show();
  }

  async askWaiting() {
    const waiting = (await ask("/waiting"))?.waiting ?? [];
    this.waiting.hidden = !waiting.length;
    this.waiting.replaceChildren(h("h3", {}, "Waiting to be delivered"), ...waiting.map(waitingRow));
  }

  async showEntry(row) {
    const answer = row.ms === null ? null : await ask(`/entries/${row.number}`);
    if (row.number !== this.list.chosen) return;
    if (row.ms === null) this.detail.replaceChildren(h("p", { class: "none" }, `${row.name} is under way.`));
    else if (answer) this.detail.replaceChildren(...detail(row, answer.entry));
    this.detail.scrollTop = 0;
    this.detail.querySelector(".json .here")?.scrollIntoView({ block: "nearest" });
  }
}

function direct(row) {
  return { ...row, out: row.kind === "call" };
}

function waitingRow(row) {
  const when = row.due ? "now" : moment(Date.parse(row.next_at));
  const why = row.retry ? ` · retry ${row.retry} of 3, ${row.reason}` : "";
  return h("p", {}, h("strong", {}, row.name), ` · next ${when}${why}`);
}

function detail(row, entry) {
  const request = decoded(entry.request);
  const facts = [row.out ? "call of the app" : `${row.kind} to the app`, row.status ?? "no answer", row.ms === null ? "" : `${row.ms} ms`, `workspace's time ${inZone(Date.parse(entry.at), FULL)} ${city()}`];
  const again = row.retry ? h("p", { class: "retry" }, `Retry ${row.retry}, because of ${row.reason}.`) : null;
  const said = entry.response?.response_metadata?.messages ?? [];
  return [
    h("h3", {}, row.name, row.error ? h("span", { class: "error-badge" }, row.error) : null),
    h("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
    again,
    row.error === "unknown_method" ? h("p", { class: "refusal" }, "This workspace does not have that method.") : null,
    said.length ? h("ul", { class: "refusal" }, said.map((each) => h("li", {}, ...withPointers(each)))) : null,
    part("Request", request, entry.pointers),
    part("Answer", entry.response, []),
  ].filter(Boolean);
}

function withPointers(message) {
  return message.split(/(\[json-pointer:[^\]]*\])/).map((each) => (each.startsWith("[json-pointer:") ? h("code", {}, each) : each));
}

function part(title, value, pointers) {
  const body = value && typeof value === "object" ? jsonTree(value, pointers) : h("pre", {}, value || "nothing");
  return h("section", {}, h("h4", {}, title, copyButton(value ?? "")), body);
}

async function ask(path, options) {
  try {
    const response = await fetch(BASE + path, { credentials: "same-origin", ...options });
    return response.ok ? await response.json() : null;
  } catch (error) {
    complain(error);
    return null;
  }
}
