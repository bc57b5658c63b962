// Where the app has spoken while something happened elsewhere, as when the clock was moved: places, and links to them.

import { linkTo } from "./route.js";
import { config, isDirect, roomName, roomOf } from "./store.js";

/** In the reply to an act, where the app spoke to or before this person after a moment: [{words, href}], the latest first. */
export function spokenIn({ state }, since) {
  const isNew = ({ ts }) => Math.floor(Number(ts)) * 1000 > since;
  const rooms = [...state.channels, ...state.dms];
  const aloud = rooms.flatMap((room) => room.messages.filter(({ user }) => config.people[user]?.bot).map((each) => ({ ...each, room })));
  const aside = state.ephemerals.map((each) => ({ ...each, room: roomOf(each.channel), isAside: true }));
  const said = [...aloud, ...aside].filter((each) => each.room && isNew(each)).sort((a, b) => Number(a.ts) - Number(b.ts));
  const places = new Map();
  for (const each of said) {
    const { key, ...place } = placeOf(each);
    const first = places.get(key) ?? place;
    places.delete(key);
    places.set(key, first);
  }
  return [...places.values()].reverse();
}

// one place for each thread; the link leads to what was said first there
function placeOf({ room, ts, thread_ts: root, isAside }) {
  const thread = root && root !== ts ? root : "";
  const base = linkTo(room);
  const where = isDirect(room) ? "a direct message" : roomName(room);
  return {
    key: `${base}/${thread}`,
    words: thread ? `in a thread in ${where}` : `in ${where}`,
    href: isAside ? linkTo(room, thread || null) : `${base}/${thread}/${ts}`,
  };
}
