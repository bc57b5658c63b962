// What the page knows: who is looking, at what, and what that person sees of it; how rooms and people are found in it.
// How it is asked for is told in `asking.js`.

import { remembered } from "./kept.js";

/** Who and what there is; asked for anew when people come or change. */
export const config = JSON.parse(document.body.dataset.configuration);

export const store = {
  role: knownRole(remembered("role", "")),
  place: { kind: "channel", id: null },
  thread: null, // ts of the message whose thread is open
  data: null, // rooms, views and what else is small, as `role` sees it
  feed: null, // the messages of the place
  threadFeed: null, // the open thread's
  people: 0, // how often people have changed
  pending: [], // what the bot had still to do after the last act
  linked: true,
  starting: "", // "told" while the app is not there, "held" while what is done waits for it, "loading" a snapshot
  failure: "",
};

const listeners = [];

/** Call back after each change of the store. */
export function subscribe(listener) {
  listeners.push(listener);
}

/** Change the store and show it. */
export function update(changes = {}) {
  Object.assign(store, changes);
  for (const listener of listeners) listener();
}

/** The messages that are here, by room: those of the place that is shown, and of the open thread. */
export function atHand() {
  const feeds = [store.feed, store.threadFeed].filter((feed) => feed && roomOf(feed.channel));
  return feeds.map((feed) => ({ ...roomOf(feed.channel), messages: [feed.root, ...feed.list].filter(Boolean) }));
}

function knownRole(role) {
  return config.roles.includes(role) ? role : config.roles[0];
}

/** The user id of a role. */
export function idOf(role) {
  return Object.keys(config.people).find((id) => config.people[id].name === role) ?? role;
}

/** A person's or the bot's name; an unknown id stands for itself. */
export function nameOf(id) {
  return config.people[id]?.name ?? id ?? "someone";
}

/** A channel's or conversation's name as people write it. */
export function roomName(room) {
  if (!room) return "";
  if (isDirect(room)) return room.name || nameOf(room.user ?? config.bot);
  return `#${room.name}`;
}

/** Whether a room is a direct conversation. */
export function isDirect(room) {
  return ["im", "mpim"].includes(room.kind) || /^[D@]/.test(room.id ?? "");
}

/** The id of whom a direct conversation is with. */
export function otherIn(room) {
  return room.members?.find((id) => id !== idOf(store.role)) ?? config.bot;
}

/** The channel or conversation with this id. */
export function roomOf(id) {
  return store.data ? roomIn(store.data, id) : undefined;
}

/** The same in what was asked for and is not shown yet. */
export function roomIn({ channels, dms }, id) {
  return channels.find((room) => room.id === id) ?? dms.find((room) => room.id === id) ?? notBegun(id);
}

// a direct conversation is there from its first word on; until then it is called by the other's id, as acts may call it:
// names are those of one team only; and nobody speaks with themselves
function notBegun(id) {
  const other = id?.startsWith("@") ? id.slice(1) : null;
  const me = idOf(store.role);
  if (!config.people[other] || other === me) return undefined;
  return { id, kind: "im", name: nameOf(other), members: [me, other], is_member: true, unread: 0, mentions: 0 };
}

/** The direct conversation with one person or app: that which is there, or one that has not begun. */
export function directWith(id) {
  const both = [idOf(store.role), id];
  const is = (room) => room.members?.length === 2 && both.every((each) => room.members.includes(each));
  return store.data?.dms.find(is) ?? notBegun(`@${id}`);
}

/** The workspace's time now, in milliseconds. */
export function now() {
  return store.data?.clock ? Date.parse(store.data.clock) : Date.now();
}

/** The time zone of the person who looks. */
export function zone() {
  return config.people[idOf(store.role)]?.tz ?? "UTC";
}

/** How many messages of a room this person has not read, and how many of all in it are meant for them. */
export function unread(room) {
  return { count: room.unread, named: room.mentions };
}
