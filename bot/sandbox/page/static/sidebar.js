// The left column: who one is, channels and direct messages with what is unread, and the app's Home tab.

import { refresh } from "./asking.js";
import { h } from "./dom.js";
import { avatar, icon } from "./icons.js";
import { remember } from "./kept.js";
import { linkTo } from "./route.js";
import { config, directWith, idOf, isDirect, otherIn, roomName, store, unread, update } from "./store.js";
import { appName, myBot, otherTeam, rolesByTeam, sharedWith } from "./teams.js";

const WORDS = {
  developer: "builds the feature", architect: "knows the platform", security: "reviews and approves",
  compliance: "knows the rules", redteam: "thinks like an attacker", operations: "runs it",
  product: "decides what is built", guest: "sees only what they were invited to",
  partner: "works with you from outside", supplier: "delivers a part of it",
};

/** The left column's items for `reconcile`. */
export function sidebarItems() {
  const { channels, dms } = store.data;
  return [
    { key: "me", signature: `${store.role} ${store.people}`, make: member },
    { key: "channels", signature: signature(channels), make: () => group("Channels", channels.map(entry)) },
    { key: "dms", signature: signature(dms), make: () => group("Direct messages", dms.length ? dms.map(entry) : [none()]) },
    ...(myBot() ? [apps()] : []),
  ];
}

function apps() {
  const room = directWith(myBot());
  const words = room.id.startsWith("@") ? [messagesEntry(room)] : []; // one that has begun stands among the conversations
  const entries = [...(config.app.home ? [homeEntry()] : []), ...words];
  const make = () => (entries.length ? group("Apps", entries) : h("div"));
  return { key: "apps", signature: JSON.stringify([store.place, room.id, store.role, store.people]), make };
}

function signature(rooms) {
  return JSON.stringify([store.role, store.people, store.place, rooms.map((room) => [room.id, room.name, room.is_member, unread(room)])]);
}

function member() {
  const change = (event) => {
    remember("role", event.currentTarget.value);
    update({ role: event.currentTarget.value });
    refresh();
  };
  return h(
    "div",
    { class: "me" },
    avatar(idOf(store.role), store.role),
    h(
      "label",
      {},
      h("span", {}, "You are:"),
      h(
        "select",
        { "data-focus": "role", on: { change } },
        people(),
      ),
    ),
    h("p", {}, about(store.role)),
  );
}

function people() {
  const option = (role) => h("option", { value: role, selected: role === store.role }, isGone(role) ? `${role} (deactivated)` : role);
  const teams = rolesByTeam();
  if (teams.length < 2) return config.roles.map(option);
  return teams.map(([name, roles]) => h("optgroup", { label: name }, roles.map(option)));
}

function isGone(role) {
  return config.people[idOf(role)]?.deleted === true;
}

function about(role) {
  const { real_name: name, guest } = config.people[idOf(role)] ?? {};
  return WORDS[role] ?? (guest ? `${name}, a guest` : (name ?? ""));
}

function group(title, entries) {
  return h("section", {}, h("h2", {}, title), h("ul", {}, entries));
}

function none() {
  return h("li", { class: "none" }, "None yet");
}

function entry(room) {
  const here = store.place.id === room.id;
  const { count, named } = unread(room);
  const direct = isDirect(room);
  const badge = direct ? count : named;
  const other = otherIn(room);
  const outside = direct ? otherTeam(other) : sharedWith(room).join(", ");
  const classes = [count && !here && "unread", here && "here", room.is_member === false && "outside"];
  return h(
    "li",
    {},
    h(
      "a",
      { href: linkTo(room), class: classes.filter(Boolean).join(" "), "aria-current": here ? "page" : null, "data-focus": room.id },
      direct ? avatar(other, room.name, true) : h("span", { class: "hash", "aria-hidden": "true" }, room.kind === "group" ? icon("lock") : "#"),
      h("span", { class: "room" }, direct ? roomName(room) : room.name),
      outside ? h("span", { class: "shared", title: outside }, icon("shared"), h("span", { class: "hidden" }, `, ${direct ? "of" : "shared with"} ${outside}`)) : null,
      badge && !here ? h("span", { class: "badge", "aria-label": `${badge} unread for you` }, String(badge)) : null,
      count && !here ? h("span", { class: "hidden" }, `, ${count} unread`) : null,
    ),
  );
}

function messagesEntry(room) {
  const here = store.place.id === room.id;
  return h(
    "li",
    {},
    h(
      "a",
      { href: linkTo(room), class: here ? "here" : null, "aria-current": here ? "page" : null, "data-focus": "app" },
      avatar(myBot(), appName(), true),
      h("span", { class: "room" }, `Message ${appName()}`),
    ),
  );
}

function homeEntry() {
  const here = store.place.kind === "home";
  return h(
    "li",
    {},
    h(
      "a",
      { href: "#home", class: here ? "here" : null, "aria-current": here ? "page" : null, "data-focus": "home" },
      icon("home"),
      h("span", { class: "room" }, `${appName()} · Home`),
    ),
  );
}
