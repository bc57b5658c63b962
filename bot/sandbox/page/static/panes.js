// The middle column and the thread at the right: heading, messages, composer.

import { loadEarlier } from "./asking.js";
import { Column } from "./column.js";
import { composer } from "./composer.js";
import { found, soughtIn } from "./deeplink.js";
import { perform } from "./doing.js";
import { h, reconcile } from "./dom.js";
import { byTs } from "./feed.js";
import { catchFocus } from "./focus.js";
import { icon } from "./icons.js";
import { ephemeralsOf, items, nothingYet } from "./messages.js";
import { isMine } from "./mine.js";
import { inline } from "./mrkdwn.js";
import { go, linkTo } from "./route.js";
import { config, directWith, idOf, isDirect, nameOf, roomName, roomOf, store } from "./store.js";
import { appName, myBot, sharedWith } from "./teams.js";
import { tourInvitation } from "./tour.js";
import { home } from "./views.js";

const columns = new WeakMap(); // by pane

/** Show the place that was chosen. */
export function showMain(pane) {
  const room = store.place.kind === "channel" ? roomOf(store.place.id) : null;
  const place = `${store.place.kind} ${store.place.id}`; // for another person the same place is read on
  const writes = pane.lastElementChild?.contains(document.activeElement); // as where a conversation has begun by it
  const reads = !writes && pane.contains(document.activeElement);
  const typed = writes && hasBegun(pane.dataset.place, room) ? pane.lastElementChild.querySelector("textarea")?.value : "";
  if (pane.dataset.place !== place) {
    pane.dataset.place = place;
    const around = (inner) => [h("div", { class: "heading" }), ...inner, h("div", { class: "foot" })];
    pane.replaceChildren(...around(room ? columnFor(pane, "Messages") : [homeScroll()]));
  }
  const heading = pane.firstElementChild;
  const parts = room ? channelParts(room) : homeParts();
  reconcile(heading, [parts.heading]);
  if (room) showFeed(columns.get(pane), room, store.feed);
  else reconcile(heading.nextElementSibling, [home()]);
  reconcile(pane.lastElementChild, [parts.foot]);
  if (typed) goesOn(pane.lastElementChild.querySelector("textarea"), typed);
  if (writes) catchFocus(pane.lastElementChild.querySelector("textarea"));
  if (reads) catchFocus(heading.nextElementSibling);
}

// whether a room is the conversation that a place was before its first word
function hasBegun(place, room) {
  const other = /^channel @(.+)$/.exec(place ?? "")?.[1];
  return Boolean(other && room && !room.id.startsWith("@") && directWith(other)?.id === room.id);
}

// what was typed while the first word was on its way
function goesOn(field, typed) {
  if (!field || field.value) return;
  field.value = typed;
  field.dispatchEvent(new Event("input"));
}

function columnFor(pane, label) {
  const column = new Column(label);
  columns.set(pane, column);
  return [column.scroll, column.foot];
}

function homeScroll() {
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Home" });
}

function showFeed(column, room, feed) {
  if (!feed?.loaded || feed.role !== store.role) return;
  const me = idOf(store.role);
  const isNew = column.feed !== feed;
  const sought = soughtIn(feed);
  if (sought) column.startAt(sought);
  else if (isNew && !column.feed && feed.top) column.startAt(feed.top);
  if (isNew) column.newest = null;
  column.feed = feed;
  // who has the end before their eyes reads what comes; for others a line tells where they had stopped
  if ((isNew || !column.readsEnd) && feed.hasUnread(me)) feed.stoppedAt = feed.read;
  const ephemerals = ephemeralsOf(room, feed.root?.ts ?? null);
  column.show({
    messages: together(feed, ephemerals),
    items: (slice, before, whole) => feedItems(room, feed, slice, before, whole),
    hasMore: feed.hasMore,
    earlier: () => loadEarlier(feed),
    news: feed.unread(me),
    moved: (turned) => {
      feed.top = column.top;
      if (column.readsEnd) feed.markRead();
      if (turned) showFeed(column, room, feed);
    },
    isMine,
    by: (message) => (message.user === me ? "" : nameOf(message.user)),
  });
  if (sought) found(column.scroll);
  feed.top = column.top;
  if (column.readsEnd) feed.markRead();
}

// what hangs between messages that are not there yet comes with them
function together(feed, ephemerals) {
  const root = feed.root && !feed.hasMore ? [feed.root] : [];
  const oldest = feed.hasMore ? (feed.list[0]?.ts ?? "") : "";
  const between = ephemerals.filter((each) => each.ts >= oldest);
  const all = [...root, ...feed.list];
  return between.length ? [...all, ...between].sort(byTs) : all;
}

function feedItems(room, feed, slice, before, whole) {
  if (feed.thread && !feed.root) return [THREAD_GONE];
  const rows = items(room, slice, { before, stoppedAt: feed.stoppedAt, thread: feed.thread ? feed : null });
  if (rows.length || !whole) return rows;
  return [{ key: "nothing", signature: `${store.role} ${room.id}`, make: () => empty(room) }];
}

function homeParts() {
  const dm = myBot() && directWith(myBot());
  const name = appName();
  const messages = dm ? h("a", { href: linkTo(dm) }, "Messages") : null;
  const here = h("a", { href: "#home", "aria-current": "page" }, "Home");
  const tabs = h("nav", { class: "tabs", "aria-label": "App" }, here, messages);
  return {
    heading: { key: "home", signature: `home ${dm?.id} ${name}`, make: () => h("div", {}, h("h2", {}, name), tabs) },
    foot: { key: "none", signature: "none", make: () => h("div") },
  };
}

function channelParts(room) {
  const outside = room.is_member === false;
  return {
    heading: { key: "room", signature: JSON.stringify([store.role, store.people, room.name, room.members, room.topic, outside]), make: () => roomHeading(room) },
    foot: {
      key: "composer",
      signature: `${store.role} ${room.id} ${roomName(room)} ${outside}`,
      make: () => (outside ? joinBar(room) : composer(room)),
    },
  };
}

function roomHeading(room) {
  const people = room.members ?? [];
  const leave = () => perform("leave", { channel: room.id });
  const button = h("button", { type: "button", class: "plain-link", on: { click: leave } }, "Leave");
  return h(
    "div",
    {},
    h("h2", {}, room.kind === "group" ? [icon("lock"), h("span", { class: "hidden" }, "Private channel "), room.name] : roomName(room)),
    h("span", { class: "members", title: people.map(nameOf).join(", ") }, about(room)),
    room.topic ? h("span", { class: "topic", title: room.topic }, inline(room.topic)) : null,
    !isDirect(room) && room.is_member ? button : null,
  );
}

function about(room) {
  const count = room.members?.length ?? 0;
  const members = count === 1 ? "1 member" : `${count} members`;
  const shared = sharedWith(room);
  const direct = isDirect(room);
  return [count && !direct ? members : "", shared.length ? `shared with ${shared.join(", ")}` : ""].filter(Boolean).join(" · ");
}

function joinBar(room) {
  const join = () => perform("join", { channel: room.id });
  const button = h("button", { type: "button", class: "primary", on: { click: join } }, "Join");
  return h("div", { class: "join" }, `You are not in ${roomName(room)}.`, button);
}

function empty(room) {
  if (room.name !== config.start) return nothingYet(isDirect(room) ? `You and ${roomName(room)}` : `This is ${roomName(room)}`, h("p", {}, "Nothing has been said here yet."));
  const [first] = config.commands;
  const write = () => {
    const field = document.querySelector("#main .composer textarea");
    field.value = first.text;
    field.dispatchEvent(new Event("input"));
    field.focus();
  };
  return nothingYet(
    "Welcome",
    h("p", {}, `This is a workspace on your own machine, with ${appName()} in it. Nothing leaves it.`),
    first ? h("p", { class: "hint" }, "Begin with ", h("kbd", {}, first.text), first.hint ? ` (${first.hint})` : null, ".") : null,
    first ? h("button", { type: "button", class: "primary", on: { click: write } }, "Write it for me") : null,
    tourInvitation(),
    h("p", { class: "small" }, "You can be anybody here: choose who under “You are”, beside the channels, and see it with their eyes."),
  );
}

/** Show the open thread, or nothing. */
export function showThread(pane) {
  const room = store.place.kind === "channel" ? roomOf(store.place.id) : null;
  pane.hidden = !(room && store.thread);
  if (pane.hidden) return shutThread(pane, room);
  const place = `${room.id} ${store.thread}`;
  if (pane.dataset.place !== place) {
    pane.dataset.place = place;
    pane.replaceChildren(threadHeading(room), ...columnFor(pane, "Replies"), h("div", { class: "foot" }));
    columns.get(pane).wantsFocus = document.activeElement?.matches("body, .message, .message *");
  }
  const feed = store.threadFeed;
  const column = columns.get(pane);
  showFeed(column, room, feed);
  if (!feed?.loaded) return;
  const foot = pane.lastElementChild;
  const outside = room.is_member === false;
  const make = () => (outside ? joinBar(room) : composer(room, feed.root.ts));
  reconcile(foot, feed.root ? [{ key: "composer", signature: `${store.role} ${place} ${outside}`, make }] : []);
  if (column.wantsFocus) foot.querySelector("textarea")?.focus();
  column.wantsFocus = false;
}

// the focus goes back to where the thread hangs
function shutThread(pane, room) {
  const held = pane.contains(document.activeElement);
  const [was, ts] = pane.dataset.place?.split(" ") ?? [];
  pane.replaceChildren();
  delete pane.dataset.place;
  if (!held || was !== room?.id) return;
  const row = document.querySelector(`#main article[data-ts="${ts}"]`);
  (row?.querySelector(".replies") ?? row ?? document.querySelector("#main .scroll"))?.focus();
}

const THREAD_GONE = {
  key: "gone",
  signature: "gone",
  make: () => nothingYet("This thread is not there", h("p", {}, "It was deleted, or you cannot see its channel.")),
};

function threadHeading(room) {
  const close = { type: "button", class: "icon-button", "aria-label": "Close thread" };
  const back = h("button", { ...close, on: { click: () => go(linkTo(room)) } }, icon("close"));
  return h("div", { class: "heading" }, h("div", {}, h("h2", {}, "Thread"), h("span", { class: "members" }, roomName(room)), back));
}
