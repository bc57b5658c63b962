// The inspector's list: only the rows in sight are elements, so that a thousand entries cost no more than twenty.

import { h } from "./dom.js";
import { city } from "./moments.js";
import { inZone } from "./mrkdwn.js";

export const ROW = 30; // px, as in tools.css
const HOUR = { hour: "2-digit", minute: "2-digit", second: "2-digit" };
const SPARE = 6; // rows above and below those in sight

export class InspectList {
  /** A list box; `choose` hears which row was taken, `open` that the reader wants into its detail. */
  constructor({ choose, open }) {
    Object.assign(this, { choose, open, rows: [], chosen: null, follows: true });
    this.space = h("div", { class: "space" });
    const names = { role: "listbox", tabindex: 0, "aria-label": "Calls and deliveries", id: "inspector-list" };
    this.node = h("div", { class: "inspect-list", ...names, on: { keydown: (event) => this.key(event) } }, this.space);
    this.node.addEventListener("scroll", () => {
      this.follows = this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < ROW;
      this.draw();
    });
    new ResizeObserver(() => this.draw()).observe(this.node);
  }

  /** Show these rows; who reads the newest stays there. */
  show(rows) {
    this.rows = rows;
    this.space.style.height = `${rows.length * ROW}px`;
    if (this.follows) this.node.scrollTop = this.node.scrollHeight;
    this.draw();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.node.scrollTop / ROW) - SPARE);
    const last = Math.min(this.rows.length, Math.ceil((this.node.scrollTop + this.node.clientHeight) / ROW) + SPARE);
    const shown = this.rows.slice(first, last).map((row, index) => this.row(row, first + index));
    this.space.replaceChildren(...shown);
    const active = this.chosen !== null && shown.some((node) => node.dataset.number === String(this.chosen));
    if (active) this.node.setAttribute("aria-activedescendant", `entry-${this.chosen}`);
    else this.node.removeAttribute("aria-activedescendant");
  }

  row(row, index) {
    const chosen = row.number === this.chosen;
    const place = { "aria-setsize": this.rows.length, "aria-posinset": index + 1, "aria-selected": String(chosen) };
    const classes = ["entry", row.error && "wrong", row.error === "unknown_method" && "not-there", row.ms === null && "open", chosen && "chosen"];
    const node = h(
      "div",
      { role: "option", id: `entry-${row.number}`, class: classes.filter(Boolean).join(" "), "data-number": row.number, ...place },
      h("time", { title: `Real time, in ${city()}` }, inZone(Date.parse(row.real), HOUR)),
      h("span", { class: "way", title: row.out ? "The app calls" : "To the app" }, row.out ? "← app" : "→ app"),
      h("span", { class: "kind" }, row.kind),
      h("span", { class: "what" }, row.name, row.retry ? h("small", {}, ` retry ${row.retry}, ${row.reason}`) : null),
      h("span", { class: "outcome" }, outcome(row)),
      h("span", { class: "ms" }, row.ms === null ? "…" : `${row.ms < 10 ? row.ms : Math.round(row.ms)} ms`),
    );
    node.style.top = `${index * ROW}px`;
    node.addEventListener("click", () => this.take(index));
    return node;
  }

  take(index) {
    const row = this.rows[Math.max(0, Math.min(index, this.rows.length - 1))];
    if (!row) return;
    this.chosen = row.number;
    const top = this.rows.indexOf(row) * ROW;
    if (top < this.node.scrollTop) this.node.scrollTop = top;
    if (top + ROW > this.node.scrollTop + this.node.clientHeight) this.node.scrollTop = top + ROW - this.node.clientHeight;
    this.draw();
    this.choose(row);
  }

  key(event) {
    const at = this.rows.findIndex((row) => row.number === this.chosen);
    const page = Math.max(1, Math.floor(this.node.clientHeight / ROW) - 1);
    const start = at < 0 ? this.rows.length : at;
    const to = { ArrowDown: at < 0 ? this.rows.length - 1 : at + 1, ArrowUp: start - 1, PageDown: at + page, PageUp: start - page, Home: 0, End: this.rows.length - 1 };
    if (event.key in to) this.take(to[event.key]);
    else if (event.key === "Enter") this.open();
    else return;
    event.preventDefault();
  }
}

function outcome(row) {
  if (row.ms === null) return "under way";
  const places = row.pointers ? `, ${row.pointers} ${row.pointers === 1 ? "place" : "places"}` : "";
  return row.error ? `${row.error}${places}` : row.status === 200 ? "ok" : String(row.status ?? "");
}
