// The address's hash says what is shown: #checkout-design, #checkout-design/TS (a thread), #@D01, #@U01 (not begun), #home.

import { config, directWith, idOf, isDirect, roomName, store, unread, update } from "./store.js";
import { otherTeam, teamName } from "./teams.js";

/** The hash of a room, or of a thread in it. */
export function linkTo(room, thread = null) {
  const name = room.id?.startsWith("D") ? `@${room.id}` : isDirect(room) ? room.id : room.name;
  return `#${encodeURIComponent(name)}${thread ? `/${thread}` : ""}`;
}

/** Show a place by its hash; the browser's own back and forward buttons work. */
export function go(hash) {
  if (location.hash === hash) follow();
  else location.hash = hash;
}

/** Make the store show what the address says. Before the state is there, only the name is kept. */
export function follow() {
  const [name = "", thread = null] = location.hash.slice(1).split("/").map(decode);
  if (name === "home") return update({ place: { kind: "home", id: null }, thread: null });
  const room = find(name || config.start) ?? find(config.start) ?? store.data?.channels[0];
  if (!room) return undefined;
  return update({ place: { kind: "channel", id: room.id }, thread: thread || null });
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a hand-written hash with a stray % is taken as it stands
  }
}

function find(name) {
  const { channels = [], dms = [] } = store.data ?? {};
  return (
    channels.find((room) => room.name === name || room.id === name) ??
    dms.find((room) => `@${room.id}` === name || room.id === name) ??
    begun(name)
  );
}

// @id is a person or an app; somebody who writes an address by hand writes @name, and means their own team's
function begun(name) {
  if (!name.startsWith("@")) return undefined;
  const word = name.slice(1);
  const called = Object.keys(config.people).filter((id) => config.people[id].name === word);
  const id = config.people[word] ? word : (called.find((each) => !otherTeam(each)) ?? called[0]);
  return id && id !== idOf(store.role) ? directWith(id) : undefined;
}

/** As soon as a conversation has begun, the address is its own. */
export function settlePlace() {
  const { id } = store.place;
  if (!id?.startsWith("@")) return;
  const room = directWith(id.slice(1));
  if (room && room.id !== id) go(linkTo(room));
}

/** The hash for a link to a message of this workspace, or null for any other address. */
export function localLink(address) {
  const match = /\/archives\/([CDG]\w+)\/p(\d+)(\d{6})(?:\?.*thread_ts=([\d.]+))?/.exec(address);
  const { channels = [], dms = [] } = store.data ?? {};
  const room = match && [...channels, ...dms].find((each) => each.id === match[1]);
  return room ? linkTo(room, match[4] ?? `${match[2]}.${match[3]}`) : null;
}

/** Set the window's title from what is shown, and from how many unread messages are meant for this person. */
export function title(room) {
  const { channels, dms } = store.data;
  const meant = [...channels, ...dms].reduce((sum, each) => sum + unread(each).named, 0);
  document.title = `${meant ? `(${meant}) ` : ""}${store.place.kind === "home" ? "Home" : roomName(room)} · ${teamName()}`;
}
