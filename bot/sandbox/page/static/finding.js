// What was said, found by its words: messages for the switcher, looked for while somebody types.

import { ActError, findMessages } from "./api.js";
import { h } from "./dom.js";
import { inZone } from "./mrkdwn.js";
import { go, linkTo } from "./route.js";
import { roomName, roomOf, store } from "./store.js";

const PAUSE = 200; // ms without typing before they are looked for
const LEAST = 2; // characters
const BEFORE = 24; // characters of a message before the first word that is looked for
const WHEN = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };

/** A function that hears what is typed and tells the messages that say it, null while it looks; never those of before. */
export function finder(tell, fail) {
  let waiting = null;
  return (typed) => {
    const words = typed.trim();
    clearTimeout(waiting);
    waiting = null;
    if (words.length < LEAST || /^[#@/]/.test(words)) return tell([]);
    tell(null);
    const mine = setTimeout(async () => {
      try {
        const found = await findMessages(store.role, words);
        if (mine === waiting) tell(found.map((each) => choice(each, words)));
      } catch (error) {
        if (!(error instanceof ActError)) throw error;
        if (mine === waiting) (tell([]), fail(error.message));
      }
    }, PAUSE);
    return void (waiting = mine);
  };
}

function choice({ channel, ts, thread_ts: thread, name, text }, words) {
  const room = roomOf(channel);
  const parent = thread && thread !== ts ? thread : "";
  const place = parent ? `${roomName(room)}, thread` : roomName(room);
  return {
    name: excerpt(text, words.split(/\s+/)),
    said: true,
    kind: `${name} · ${place} · ${inZone(Number(ts) * 1000, WHEN)}`,
    choose: () => go(`${linkTo(room)}/${parent}/${ts}`),
  };
}

// the words around the first that is looked for, all of them marked
function excerpt(line, words) {
  const meant = new RegExp(`(${words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|")})`, "iu");
  const at = line.search(meant);
  const shown = at > BEFORE ? `…${line.slice(at - BEFORE)}` : line;
  return shown.split(new RegExp(meant, "giu")).map((part, index) => (index % 2 ? h("mark", {}, part) : part));
}
