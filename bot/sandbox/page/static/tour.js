// A tour through the app: its steps are data that the app gives; here is how one walks along them.

import { loadState } from "./api.js";
import { refresh } from "./asking.js";
import { h } from "./dom.js";
import { keepPlace } from "./focus.js";
import { remember, remembered } from "./kept.js";
import { go, linkTo } from "./route.js";
import { isRoot } from "./feed.js";
import { atHand, now, store, subscribe } from "./store.js";
import { become } from "./switcher.js";
import { complain } from "./toast.js";
import { carryOut, shows } from "./touracts.js";
import { cardParts } from "./tourcard.js";
import { placed, pointed, undock } from "./tourplace.js";
import { begun, leftAt, renamed, renewed } from "./toursteps.js";
import { isAtFields } from "./views.js";

let loading = null;
let tour = null;

/** Whether the app has given a tour. */
export async function hasTour() {
  return (await load()) !== null;
}

function load() {
  loading ??= fetch("/_workspace/tour", { credentials: "same-origin" })
    .then((response) => response.json())
    .then((body) => body.tour ?? null)
    .catch(() => ((loading = null), null));
  return loading;
}

/** Start the tour, or go on with it where it was left. */
export async function startTour() {
  const found = await load();
  if (!found || tour) return;
  const seen = await whole();
  if (tour) return; // pressed twice
  tour = new Tour(found, seen);
  tour.show();
  tour.card.querySelector("button")?.focus();
}

// all that the person sees, in words, and until when: what a tour makes gets a name that nothing has yet
async function whole() {
  const state = await loadState(store.role, {}).catch(() => ({}));
  const { channels = [], dms = [], home = null } = state;
  const latest = [...channels, ...dms].flatMap((room) => room.messages.map(({ ts }) => Number(ts)));
  return { words: JSON.stringify([channels, dms, home]), latest: Math.max(now() / 1000, ...latest) };
}

// the thread of the newest message that shows a text
function threadOf(text, since) {
  const isMeant = (each) => isRoot(each) && each.plain?.includes(text) && Number(each.ts) > since;
  const found = atHand().flatMap((room) => room.messages.filter(isMeant).map(({ ts }) => ({ room, ts })));
  const newest = found.sort((a, b) => Number(a.ts) - Number(b.ts)).at(-1);
  return newest ? linkTo(newest.room, newest.ts) : null;
}

/** For a welcome: a button that starts the tour, where there is one. */
export function tourInvitation() {
  const node = h("button", { type: "button", hidden: true, on: { click: () => startTour() } }, "Take the tour");
  load().then((found) => {
    node.hidden = !found;
    if (found) node.textContent = `Take the tour: ${found.title}`;
  });
  return node;
}

class Tour {
  constructor(found, seen) {
    this.found = found;
    this.back = keepPlace();
    const kept = JSON.parse(remembered("tour", "null"));
    this.begin(leftAt(found, kept) ?? begun(found, seen));
    this.card = h("section", { class: "tour", role: "dialog", "aria-label": "Tour" });
    this.ring = h("div", { class: "tour-ring", "aria-hidden": "true", hidden: true });
    this.card.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      this.leave();
    });
    subscribe(() => tour === this && this.show());
    this.timer = setInterval(() => this.place(), 250);
    this.move = () => this.place();
    addEventListener("resize", this.move);
    addEventListener("scroll", this.move, true);
  }

  begin(left) {
    const { title, name, steps } = this.found;
    this.left = left;
    Object.assign(this, { title, steps: renamed(steps, name, left.called), at: left.at, since: left.since, busy: false, drawn: "" });
  }

  rename() {
    const left = renewed(this.found, this.left);
    if (left) this.begin({ ...left, at: this.at });
  }

  async again() {
    const seen = await whole();
    this.begin(begun(this.found, seen));
    this.keep();
    this.show();
    this.focus();
  }

  get step() {
    return this.steps[this.at];
  }

  get isTheirTurn() {
    return !this.step.as || this.step.as === store.role;
  }

  keep() {
    remember("tour", JSON.stringify({ ...this.left, at: this.at }));
  }

  /** Whether the text that completes the step is there; a step without one is read and left by Next. */
  get isDone() {
    return this.isTheirTurn && this.stands(this.step);
  }

  stands({ until }) {
    if (!until || !store.data) return false;
    if (until.shows) return shows(until.shows, this.since);
    return until.hides ? !shows(until.hides, this.since) : false;
  }

  show() {
    if (this.isDone && !this.busy) return this.next();
    const signature = JSON.stringify([this.at, this.isTheirTurn, this.busy]);
    if (signature !== this.drawn) this.draw();
    this.drawn = signature;
    this.place();
    return undefined;
  }

  draw() {
    const { title, steps, at, busy, isTheirTurn } = this;
    const held = this.card.contains(document.activeElement);
    const press = { again: () => this.again(), back: () => this.turn(this.at - 1), help: () => this.help(), next: () => this.next(), finish: () => this.finish(), leave: () => this.leave() };
    this.card.replaceChildren(...cardParts({ title, steps, at, busy, isTheirTurn }, press));
    if (held) this.focus();
    this.goThere();
  }

  focus() {
    (this.card.querySelector(".primary:not(:disabled)") ?? this.card.querySelector("button:not(:disabled)"))?.focus();
  }

  goThere() {
    const { place } = this.step;
    if (!place || !this.isTheirTurn || store.data?.views.length) return;
    const here = decodeURIComponent(location.hash);
    const hash = typeof place === "string" ? place : threadOf(place.thread, this.since);
    if (hash && (typeof place === "string" ? here !== hash : !here.startsWith(hash))) go(hash); // a channel without a thread
  }

  turn(to) {
    this.at = to;
    this.keep();
    this.show();
  }

  next() {
    if (this.at < this.steps.length - 1) this.turn(this.at + 1);
    else this.finish();
  }

  async help() {
    if (!this.isTheirTurn) {
      await become(this.step.as);
      return this.show();
    }
    this.busy = true;
    this.show();
    const { step } = this;
    try {
      await carryOut(step.do, { role: store.role, channel: typeof step.place === "string" ? step.place : undefined, since: this.since });
    } catch (error) {
      if (isAtFields(error)) this.rename(); // the name may be taken by what nobody sees here, such as a draft
      else complain(error);
      this.busy = false;
      return this.turnBack();
    }
    this.busy = false;
    if (step.until) return this.show();
    return this.next();
  }

  // where what the step before has opened is gone, it is done once more
  async turnBack() {
    await refresh();
    const before = this.steps[this.at - 1];
    return before?.do && before.until?.shows && !this.stands(before) ? this.turn(this.at - 1) : this.show();
  }

  finish() {
    this.end();
    remember("tour", "null");
  }

  leave() {
    this.keep();
    this.end();
  }

  end() {
    clearInterval(this.timer);
    removeEventListener("resize", this.move);
    removeEventListener("scroll", this.move, true);
    this.card.remove();
    this.ring.remove();
    undock();
    tour = null;
    this.back();
  }

  // in the modal on top, where there is one: what stands outside of it cannot be pressed
  place() {
    if (tour !== this) return;
    const home = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
    if (this.card.parentNode !== home) {
      const held = this.card.contains(document.activeElement) || document.activeElement === document.body;
      home.append(this.ring, this.card);
      if (held && home === document.body) this.focus();
    }
    const target = this.isTheirTurn ? pointed(this.step.point) : document.querySelector(".me select");
    placed(this.card, this.ring, target, `${this.at} ${store.role}`);
  }
}
