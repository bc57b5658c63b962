// What the page knows: who is looking, at what, and the workspace's state as that person sees it.

import { loadState } from "./api.js";

export const config = JSON.parse(document.body.dataset.configuration);

export const store = {
  role: remembered("role", config.roles[0]),
  place: { kind: "channel", id: null },
  thread: null, // ts of the message whose thread is open
  data: null, // the last state, tidied
  pending: [], // what the bot had still to do after the last act
  linked: true,
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

let loading = false;
let again = false;

/** Ask for the state; calls that come while one is under way become one more. */
export async function refresh() {
  if (loading) {
    again = true;
    return;
  }
  loading = true;
  try {
    do {
      again = false;
      const role = store.role;
      const data = tidy(await loadState(role));
      if (role === store.role) update({ data, failure: "" });
      else again = true;
    } while (again);
  } catch (error) {
    update({ failure: error.message });
  } finally {
    loading = false;
  }
}

function tidy(raw) {
  const byTs = (a, b) => Number(a.ts) - Number(b.ts);
  const rooms = (list) => (list ?? []).map((room) => ({ ...room, messages: [...(room.messages ?? [])].sort(byTs) }));
  return {
    clock: raw.clock,
    me: typeof raw.me === "object" && raw.me ? raw.me.id : (raw.me ?? idOf(store.role)),
    channels: rooms(raw.channels),
    dms: rooms(raw.dms),
    ephemerals: raw.ephemerals ?? [],
    views: raw.views ?? [],
    home: raw.home && Object.keys(raw.home).length ? raw.home : null,
  };
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
  if (room.id?.startsWith("D")) return room.name || nameOf(room.user ?? config.bot);
  return `#${room.name}`;
}

/** The channel or conversation with this id. */
export function roomOf(id) {
  const { channels = [], dms = [] } = store.data ?? {};
  return [...channels, ...dms].find((room) => room.id === id);
}

/** The workspace's time now, in milliseconds. */
export function now() {
  const at = typeof store.data?.clock === "object" ? store.data.clock?.now : store.data?.clock;
  return at ? Date.parse(at) : Date.now();
}

/** The time zone of the person who looks. */
export function zone() {
  return config.people[idOf(store.role)]?.tz ?? "UTC";
}

/** Whether this message opens a thread or stands alone; replies do not. */
export function isRoot(message) {
  return !message.thread_ts || message.thread_ts === message.ts;
}

/** The replies to a message. */
export function repliesTo(room, ts) {
  return room.messages.filter((message) => message.thread_ts === ts && message.ts !== ts);
}

/** What was read last in a room by this role, and how many later messages are by others or name them. */
export function unread(room) {
  const seen = Number(remembered(`seen:${store.role}:${room.id}`, "0"));
  const me = idOf(store.role);
  const fresh = room.messages.filter((message) => Number(message.ts) > seen && message.user !== me);
  return { count: fresh.length, named: fresh.filter((message) => (message.text ?? "").includes(`<@${me}>`)).length };
}

/** Note that everything in a room has been seen. */
export function markRead(room) {
  const latest = room.messages.at(-1);
  if (latest) remember(`seen:${store.role}:${room.id}`, latest.ts);
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
