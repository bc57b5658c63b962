// Asking the workspace: for the rooms with their counts and for the pages of messages that are looked at; after a change
// only for what changed. What the answers say is kept in `store.js`.

import { ActError, loadConfiguration, loadState, watchActs } from "./api.js";
import { Feed } from "./feed.js";
import { config, roomIn, store, subscribe, update } from "./store.js";

const MANY = 100; // more changes than these, and all that is shown is asked for anew

let line = Promise.resolve();

// One question at a time, so that no answer is older than what was taken in before it.
function inLine(job) {
  line = line.then(job).then(
    () => store.failure && update({ failure: "" }),
    (error) => {
      if (!(error instanceof ActError)) reportError(error); // a fault of this page is no trouble with the workspace
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

// the feeds of what the address says; while another person's rooms are on their way, the old ones stay. This listens
// before what shows them does, since `main.js` begins when all modules are there.
subscribe(() => {
  if (store.data?.role !== store.role) return;
  const room = store.place.kind === "channel" && store.place.id ? store.place.id : null;
  store.feed = opened(store.feed, room, null);
  store.threadFeed = opened(store.threadFeed, room, room ? store.thread : null, true);
});

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
