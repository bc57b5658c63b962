// The middle column and the thread at the right: heading, messages, composer.

import { composer } from "./composer.js";
import { perform } from "./doing.js";
import { h, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { ephemeralsOf, items, nothingYet } from "./messages.js";
import { go, linkTo } from "./route.js";
import { config, isRoot, markRead, nameOf, repliesTo, roomName, roomOf, store, update } from "./store.js";
import { tourInvitation } from "./tour.js";
import { home } from "./views.js";

const STEP = 200; // messages shown at first, and how many more each time
let most = STEP;

/** Show the place that was chosen. */
export function showMain(pane) {
  const room = store.place.kind === "channel" ? roomOf(store.place.id) : null;
  const place = `${store.role} ${store.place.kind} ${store.place.id}`;
  if (pane.dataset.place !== place) {
    most = STEP;
    pane.dataset.place = place;
    pane.replaceChildren(h("div", { class: "heading" }), log("Messages"), h("div", { class: "foot" }));
  }
  const [heading, scroll, foot] = pane.children;
  const parts = room ? channelParts(room) : homeParts();
  reconcile(heading, [parts.heading]);
  keepingEnd(scroll, () => reconcile(scroll, parts.items));
  reconcile(foot, [parts.foot]);
  if (room && !document.hidden) markRead(room);
}

// a list of messages; with it in focus, the arrows go from message to message, and Tab into one
function log(label) {
  const walk = (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const rows = [...event.currentTarget.querySelectorAll("article")];
    if (!step || !rows.length || (event.target !== event.currentTarget && !rows.includes(event.target))) return;
    event.preventDefault();
    const at = rows.indexOf(event.target);
    (at < 0 ? rows.at(-1) : (rows[at + step] ?? rows[at])).focus();
  };
  return h("div", { class: "scroll", tabindex: 0, role: "log", "aria-label": label, on: { keydown: walk } });
}

function homeParts() {
  const dm = store.data.dms[0];
  const name = config.people[config.bot].name;
  const messages = dm ? h("a", { href: linkTo(dm) }, "Messages") : null;
  const here = h("a", { href: "#home", "aria-current": "page" }, "Home");
  const tabs = h("nav", { class: "tabs", "aria-label": "App" }, here, messages);
  return {
    heading: { key: "home", signature: `home ${dm?.id}`, make: () => h("div", {}, h("h2", {}, name), tabs) },
    items: [home()],
    foot: { key: "none", signature: "none", make: () => h("div") },
  };
}

function channelParts(room) {
  const roots = [...room.messages.filter(isRoot), ...ephemeralsOf(room)].sort(byTs);
  const shown = roots.slice(-most);
  const earlier = roots.length > shown.length ? [{ key: "earlier", signature: "earlier", make: earlierButton }] : [];
  const nothing = { key: "nothing", signature: `${store.role} ${room.id}`, make: () => empty(room) };
  const rows = roots.length ? items(room, shown) : [nothing];
  const outside = room.is_member === false;
  return {
    heading: { key: "room", signature: JSON.stringify([room.name, room.members, outside]), make: () => roomHeading(room) },
    items: [...earlier, ...rows],
    foot: {
      key: "composer",
      signature: `${store.role} ${room.id} ${outside}`,
      make: () => (outside ? joinBar(room) : composer(room)),
    },
  };
}

function earlierButton() {
  const more = () => {
    most += STEP;
    update();
  };
  return h("button", { type: "button", class: "earlier", on: { click: more } }, "Show earlier messages");
}

function roomHeading(room) {
  const people = room.members ?? [];
  const leave = () => perform("leave", { channel: room.id });
  const button = h("button", { type: "button", class: "plain-link", on: { click: leave } }, "Leave");
  return h(
    "div",
    {},
    h("h2", {}, roomName(room)),
    h("span", { class: "members", title: people.map(nameOf).join(", ") }, people.length ? `${people.length} members` : ""),
    room.kind !== "im" && room.is_member ? button : null,
  );
}

function joinBar(room) {
  const join = () => perform("join", { channel: room.id });
  const button = h("button", { type: "button", class: "primary", on: { click: join } }, "Join");
  return h("div", { class: "join" }, `You are not in ${roomName(room)}.`, button);
}

function empty(room) {
  if (room.name !== config.start) return nothingYet(`This is ${roomName(room)}`, h("p", {}, "Nothing has been said here yet."));
  const first = config.commands[0].text;
  const write = () => {
    const field = document.querySelector("#main .composer textarea");
    field.value = first;
    field.dispatchEvent(new Event("input"));
    field.focus();
  };
  return nothingYet(
    "Welcome",
    h("p", {}, `This is a workspace on your own machine, with ${nameOf(config.bot)} in it. Nothing leaves it.`),
    h("p", { class: "hint" }, "Type ", h("kbd", {}, first), ` in #${config.start} to start a threat model.`),
    h("button", { type: "button", class: "primary", on: { click: write } }, "Write it for me"),
    tourInvitation(),
    h("p", { class: "small" }, "Switch who you are at the left: answer as the developer, approve as security."),
  );
}

/** Show the open thread, or nothing. */
export function showThread(pane) {
  const room = store.place.kind === "channel" ? roomOf(store.place.id) : null;
  const root = room && store.thread ? rootOf(room, store.thread) : null;
  pane.hidden = !(room && store.thread);
  if (pane.hidden) {
    pane.replaceChildren();
    delete pane.dataset.place;
    return;
  }
  const place = `${store.role} ${room.id} ${store.thread}`;
  const fresh = pane.dataset.place !== place;
  if (fresh) {
    pane.dataset.place = place;
    pane.replaceChildren(threadHeading(room), log("Replies"), h("div", { class: "foot" }));
  }
  const [, scroll, foot] = pane.children;
  keepingEnd(scroll, () => reconcile(scroll, root ? threadItems(room, root) : [THREAD_GONE]));
  const outside = room.is_member === false;
  const make = () => (outside ? joinBar(room) : composer(room, root.ts));
  reconcile(foot, root ? [{ key: "composer", signature: `${place} ${outside}`, make }] : []);
  if (fresh && document.activeElement?.matches("body, .message *")) foot.querySelector("textarea")?.focus();
}

// an address may name a reply: its thread is meant
function rootOf(room, ts) {
  const found = room.messages.find((message) => message.ts === ts);
  return found && !isRoot(found) ? room.messages.find((message) => message.ts === found.thread_ts) : found;
}

const THREAD_GONE = {
  key: "gone",
  signature: "gone",
  make: () => nothingYet("This thread is not there", h("p", {}, "It was deleted, or you cannot see its channel.")),
};

function threadItems(room, root) {
  const list = [root, ...repliesTo(room, root.ts), ...ephemeralsOf(room, root.ts)];
  return items(room, list.sort(byTs), { inThread: true });
}

const byTs = (a, b) => Number(a.ts) - Number(b.ts);

function threadHeading(room) {
  const close = { type: "button", class: "icon-button", "aria-label": "Close thread" };
  const back = h("button", { ...close, on: { click: () => go(linkTo(room)) } }, icon("close"));
  return h("div", { class: "heading" }, h("div", {}, h("h2", {}, "Thread"), h("span", { class: "members" }, roomName(room)), back));
}

// who reads the end stays at the end when something is added; who has scrolled up stays there
function keepingEnd(scroll, change) {
  const fresh = !scroll.hasChildNodes();
  const atEnd = fresh || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
  change();
  if (atEnd && !scroll.querySelector(".home")) scroll.scrollTop = scroll.scrollHeight;
}
