// A scrolling list of messages of any length: only those near the window are elements, and where one reads stays put.
//
// Who reads the end stays at it, whatever grows: messages, pictures, a reply line, the window. Who reads further up
// keeps the line they read, while earlier messages come in above and new ones below.

import { h, reconcile } from "./dom.js";
import { icon } from "./icons.js";

const FIRST = 50; // messages drawn at first
const CHUNK = 8; // and how many more in one frame
const NEAR = 1.5; // windows' heights below which more is drawn
const FAR = 3; // and above which what is drawn is taken away
const AT_END = 60; // px

/** The parts of a pane that scroll: the list, and the button to its end. */
export class Column {
  constructor(label) {
    this.from = null; // ts of the first message drawn, or null: so many from the end
    this.to = null; // ts of the last one drawn, or null: the end, whatever comes
    this.atEnd = true;
    this.held = []; // the lines in sight: key, and distance to the window's top
    this.lastTop = 0;
    this.inSight = false; // whether it had a height when it was last measured
    this.newest = null; // the latest that was drawn or read aloud
    this.given = { messages: [], items: () => [], hasMore: false, earlier: () => {}, news: 0 };
    this.list = h("div", { class: "list" });
    const unfolded = ({ target }) => this.keepInSight(target.closest(".file"));
    const on = { keydown: (event) => this.walk(event), scroll: () => this.scrolled(), unfolded };
    // a log would be read aloud whenever earlier messages are drawn; what is new is said by `said`
    const names = { role: "log", "aria-label": label, "aria-live": "off", tabindex: 0 };
    this.scroll = h("div", { class: "scroll", ...names, on }, this.list);
    this.jump = h("button", { type: "button", hidden: true, on: { click: () => this.toEnd() } }, h("span"), icon("back"));
    this.said = h("p", { class: "hidden", role: "status" });
    this.foot = h("div", { class: "to-end" }, this.jump, this.said);
    // after layout and before paint, so that nothing is seen to jump
    this.observer = new ResizeObserver(() => this.resized());
    this.observer.observe(this.scroll);
    this.observer.observe(this.list);
  }

  /** Show messages (oldest first): {messages, items(slice, before, whole), hasMore, earlier, news, isMine, by, moved}. */
  show(given) {
    this.look();
    this.given = given;
    const fresh = this.newOnes();
    if (fresh.some(given.isMine)) Object.assign(this, { from: null, to: null, atEnd: true }); // who speaks goes where they are heard
    this.draw();
    const names = [...new Set(fresh.map(given.by).filter(Boolean))];
    if (names.length) this.said.textContent = `New message from ${names.join(", ")}`;
    this.fitSoon();
  }

  /** Begin at a message instead of at the end. */
  startAt(ts) {
    this.from = this.to = ts;
    this.atEnd = false;
    this.held = [{ key: `m ${ts}`, top: 0 }];
  }

  /** Go to the newest message. */
  toEnd() {
    this.from = this.to = null;
    this.atEnd = true;
    this.draw();
    this.scroll.focus({ preventScroll: true });
    this.given.moved?.();
  }

  /** Show what has grown from its beginning; the end is stayed at only where all of it fits. */
  keepInSight(node) {
    node.scrollIntoView({ block: "nearest" });
    const { scrollTop, scrollHeight, clientHeight } = this.scroll;
    this.atEnd = this.to === null && scrollHeight - scrollTop - clientHeight < AT_END && node.offsetHeight + AT_END < clientHeight;
    this.note();
  }

  /** Whether somebody has the end before their eyes. */
  get readsEnd() {
    return this.atEnd && this.scroll.clientHeight > 0 && document.visibilityState === "visible";
  }

  /** The ts of the message at the window's top; null at the end. */
  get top() {
    return this.atEnd ? null : (this.held.find(({ key }) => key.startsWith("m "))?.key.slice(2) ?? null);
  }

  // the oldest that is here looks otherwise as soon as the one before it is known, and waits for that
  get first() {
    return this.given.hasMore ? 1 : 0;
  }

  draw() {
    const { messages, items, hasMore } = this.given;
    const end = this.to === null ? messages.length : after(messages, this.to);
    const wanted = this.from === null ? end - FIRST : after(messages, this.from, true);
    const start = Math.min(Math.max(this.first, wanted), end);
    this.bounds = [start, end];
    this.from ??= messages[start]?.ts ?? null;
    const hadFocus = this.list.contains(document.activeElement);
    reconcile(this.list, items(messages.slice(start, end), messages[start - 1] ?? null, start === 0 && !hasMore));
    if (hadFocus && !this.list.contains(document.activeElement)) this.scroll.focus({ preventScroll: true });
    this.settle();
  }

  // who has moved in this very frame stays where they went: the event that tells of it comes with the next one
  resized() {
    const moved = this.inSight && this.scroll.scrollTop !== this.lastTop;
    this.inSight = this.scroll.clientHeight > 0;
    if (!moved) this.settle();
  }

  // put what was read back to where it was
  settle() {
    if (this.scroll.clientHeight === 0) return;
    if (this.atEnd) this.scroll.scrollTop = this.scroll.scrollHeight;
    else {
      const rows = new Map([...this.list.children].map((row) => [row.dataset.key, row]));
      const line = this.held.find(({ key }) => rows.has(key));
      if (line) this.scroll.scrollTop += Math.round(this.distance(rows.get(line.key)) - line.top);
    }
    this.note();
    this.fitSoon();
  }

  distance(row) {
    return row.getBoundingClientRect().top - this.scroll.getBoundingClientRect().top;
  }

  note() {
    this.lastTop = this.scroll.scrollTop;
    const rows = this.list.children;
    const bottom = this.lastTop + this.scroll.clientHeight;
    this.held = [];
    for (let at = firstBelow(rows, this.lastTop); at < rows.length && rows[at].offsetTop < bottom; at += 1) {
      this.held.push({ key: rows[at].dataset.key, top: this.distance(rows[at]) });
    }
    const { messages, news } = this.given;
    this.jump.hidden = this.atEnd || !messages.length;
    this.jump.firstChild.textContent = news ? `${news} new ${news === 1 ? "message" : "messages"}` : "Jump to the newest";
  }

  // only a person moves up; that the list grew is no reason to leave its end
  look() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll;
    if (clientHeight === 0 || scrollTop === this.lastTop) return;
    if (this.to === null && scrollHeight - scrollTop - clientHeight < AT_END) this.atEnd = true;
    else if (scrollTop < this.lastTop) this.atEnd = false;
    if (!this.atEnd) this.note();
    this.lastTop = scrollTop;
  }

  scrolled() {
    const before = this.atEnd;
    this.look();
    if (this.atEnd !== before) this.note();
    this.given.moved?.(this.atEnd !== before);
    this.fit();
  }

  fitSoon() {
    this.fitting ??= requestAnimationFrame(() => {
      this.fitting = null;
      this.fit();
    });
  }

  // draw a few more where the window comes near, and take away what is far
  fit() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll;
    if (clientHeight === 0 || !this.bounds) return;
    const { messages, hasMore, earlier } = this.given;
    const [start, end] = this.bounds;
    const near = NEAR * clientHeight;
    if (hasMore && start < 2 * FIRST && (start > this.first || scrollTop < near)) earlier();
    const up = scrollTop < near && start > this.first;
    const down = scrollHeight - scrollTop - clientHeight < near && end < messages.length;
    if (!up && !down) return;
    this.look();
    const drawn = [...this.list.querySelectorAll("article")];
    const above = drawn.find((row) => row.offsetTop + row.offsetHeight > scrollTop - FAR * clientHeight);
    const below = drawn.findLast((row) => row.offsetTop < scrollTop + (1 + FAR) * clientHeight);
    if (up) this.from = messages[Math.max(0, start - CHUNK)].ts;
    else if (above) this.from = above.dataset.ts;
    if (down) this.to = end + CHUNK < messages.length ? messages[end + CHUNK - 1].ts : null;
    else if (below && below !== drawn.at(-1)) this.to = below.dataset.ts;
    this.draw();
  }

  // with the list, a message or a button in one in focus the arrows go from message to message, and Tab into one
  walk(event) {
    const rows = [...this.list.querySelectorAll("article")];
    const row = event.target.closest("article");
    if (!rows.length || event.defaultPrevented || !(event.target === this.scroll || event.target === row || event.target.matches("article :is(button, a)"))) return;
    if (event.key === "End") {
      event.preventDefault();
      this.toEnd();
    }
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = rows.indexOf(row);
    (at < 0 ? rows.at(-1) : (rows[at + step] ?? rows[at])).focus();
  }

  newOnes() {
    const { messages } = this.given;
    const before = this.newest;
    this.newest = messages.at(-1)?.ts ?? "";
    return before === null || this.newest <= before ? [] : messages.slice(after(messages, before));
  }
}

// how many messages there are up to a ts, itself included or not
function after(messages, ts, excluded = false) {
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle].ts < ts || (!excluded && messages[middle].ts === ts)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstBelow(rows, top) {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].offsetTop + rows[middle].offsetHeight <= top) low = middle + 1;
    else high = middle;
  }
  return low;
}
