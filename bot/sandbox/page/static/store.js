// What the page knows: who is looking, at what, and what that person sees of it. It asks for the rooms with their counts
// and for the pages of messages that are looked at; after a change only for what changed.

import { loadConfiguration, loadState, watchActs } from "./api.js";
import { Feed } from "./feed.js";

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
  starting: "", // "told" while the app is not there, "held" while what is done waits for it
  failure: "",
};

const listeners = [];
const MANY = 100; // more changes than these, and all that is shown is asked for anew

/** Call back after each change of the store. */
export function subscribe(listener) {
  listeners.push(listener);
}

/** Change the store and show it. */
export function update(changes = {}) {
  Object.assign(store, changes);
  openFeeds();
  for (const listener of listeners) listener();
}

let line = Promise.resolve();

// One question at a time, so that no answer is older than what was taken in before it.
function inLine(job) {
  line = line.then(job).then(
    () => store.failure && update({ failure: "" }),
    (error) => {
      whole = true;
      update({ failure: error.message });
    },
  );
  return line;
}

let named = new Set(); // ids of what changed and was not yet asked for
let whole = true; // whether all that is shown is to be asked for
let queued = false;
const PEOPLE = new Set(["user", "team", "usergroup", "installation"]);
let peopleChanged = false; // or their teams and groups

/** Note that something changed; `refresh` then asks for it. */
export function hear(id, kind = "") {
  named.add(id);
  peopleChanged ||= PEOPLE.has(kind);
}

/** Ask for what changed; calls that come while one waits are one. */
export function refresh() {
  if (queued) return line;
  queued = true;
  return inLine(async () => {
    queued = false;
    if (peopleChanged) await loadPeople();
    if (whole || store.data?.role !== store.role || named.size > MANY) await loadAll();
    else await loadNamed();
  });
}

/** Ask for all that is shown, as after a lost connection. */
export function reload() {
  whole = true;
  return refresh();
}

// What a message's fields hold changes without a word in the stream, so that after an act its target is asked for too.
watchActs((fields, reply) => {
  const { target = {} } = fields;
  for (const id of [target.ts, target.ephemeral, target.view_id, fields.ts, fields.view_id, ...(reply.changed ?? [])]) {
    if (id) hear(id);
  }
});

async function loadPeople() {
  peopleChanged = false;
  const told = await loadConfiguration();
  const before = JSON.stringify(config);
  if (JSON.stringify(Object.assign(config, told)) !== before) store.people += 1;
}

async function loadAll() {
  named = new Set();
  whole = false;
  const { role, feed, threadFeed } = store;
  const [raw] = await Promise.all([loadState(role, { limit: 0 }), store.data ? loadPeople() : null]);
  const data = { ...rooms(raw, role), ephemerals: [], views: raw.views, home: filled(raw.home) };
  const known = (each) => each && roomIn(data, each.channel);
  const [main, thread] = await Promise.all([feed, threadFeed].map((each) => (known(each) ? successor(each, role) : null)));
  if (role !== store.role) return void reload();
  data.ephemerals = main?.ephemerals ?? [];
  store.data = data;
  if (store.feed === feed) store.feed = main;
  if (store.threadFeed === threadFeed) store.threadFeed = thread;
  update({ failure: "" });
}

// the same place for another person, or after a lost connection: where it was read it goes on
function successor(feed, role) {
  const next = new Feed(role, feed.channel, feed.thread);
  if (role === feed.role) next.stoppedAt = feed.stoppedAt;
  return next.load(feed);
}

async function loadNamed() {
  const ids = named;
  named = new Set();
  const { role } = store;
  const raw = await loadState(role, { only: [...ids].join(",") });
  if (role !== store.role) return void reload();
  const { ephemerals, views, home } = store.data;
  const data = rooms(raw, role);
  Object.assign(data, { ephemerals: merged(ephemerals, raw.ephemerals, ids), views: merged(views, raw.views, ids) });
  data.home = filled(raw.home) ?? home;
  for (const feed of [store.feed, store.threadFeed]) {
    const room = feed && roomIn(data, feed.channel);
    if (room?.messages) feed.take(room, room.messages, ids); // what has not begun has none
  }
  update({ data, failure: "" });
}

function rooms(raw, role) {
  return { role, clock: raw.clock, me: raw.me.id, channels: raw.channels, dms: raw.dms };
}

const filled = (view) => (view && Object.keys(view).length ? view : null);

// each in its place; of the named ones, what is missing is gone
function merged(before, found, ids) {
  const now = new Map(found.map((each) => [each.id, each]));
  const kept = before.flatMap((each) => (ids.has(each.id) ? (now.get(each.id) ?? []) : each));
  const known = new Set(before.map((each) => each.id));
  return [...kept, ...found.filter((each) => !known.has(each.id))];
}

// the feeds of what the address says; while another person's rooms are on their way, the old ones stay
function openFeeds() {
  if (store.data?.role !== store.role) return;
  const room = store.place.kind === "channel" && store.place.id ? store.place.id : null;
  store.feed = opened(store.feed, room, null);
  store.threadFeed = opened(store.threadFeed, room, room ? store.thread : null, true);
}

function opened(feed, room, thread, isThread = false) {
  if (!room || (isThread && !thread)) return null;
  const next = new Feed(store.role, room, thread);
  if (feed?.key === next.key) return feed;
  inLine(async () => {
    if (next !== store.feed && next !== store.threadFeed) return;
    await next.load();
    if (!isThread) store.data.ephemerals = next.ephemerals;
    update();
  });
  return next;
}

const asked = new WeakSet();

/** Ask for a feed's earlier messages, once at a time. */
export function loadEarlier(feed) {
  if (!feed.hasMore || asked.has(feed)) return;
  asked.add(feed);
  inLine(async () => {
    try {
      await feed.earlier();
    } finally {
      asked.delete(feed);
    }
    update();
  });
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

function roomIn({ channels, dms }, id) {
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

/** A small thing kept in this browser. */
export function remembered(key, fallback) {
  try {
    return localStorage.getItem(`workspace:${key}`) ?? fallback;
  } catch {
    return fallback; // a browser that keeps nothing still shows the page
  }
}

/** Keep a small thing in this browser. */
export function remember(key, value) {
  try {
    localStorage.setItem(`workspace:${key}`, value);
  } catch {
    return; // as above
  }
}
