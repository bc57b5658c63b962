// Links to one message: /archives/C…/p… as chat.getPermalink gives them, and #channel/THREAD/TS in this page.

import { loadEarlier } from "./asking.js";
import { linkTo } from "./route.js";
import { roomOf, store } from "./store.js";

const MARKED = 2500; // ms

let sought = null; // ts of the message that the address names, until it has been shown
let marked = null; // and while it is marked

/** Turn an address that leads to a message into this page's own form; before the state is there nothing happens. */
export function readAddress() {
  const match = /^\/archives\/([CDG]\w+)(?:\/p(\d+)(\d{6}))?/.exec(location.pathname);
  if (!match || !store.data) return;
  const room = roomOf(match[1]);
  const thread = new URLSearchParams(location.search).get("thread_ts") ?? "";
  const message = match[2] ? `/${thread}/${match[2]}.${match[3]}` : "";
  history.replaceState(null, "", `/${room ? linkTo(room) + message : ""}`);
}

/** Look for the message that the address names, wherever it is shown first. */
export function seek() {
  const ts = location.hash.split("/")[2] ?? "";
  sought = /^\d+\.\d+$/.test(ts) ? ts : null;
}

/** The ts of the message that is looked for, if it is in this feed; if it may be further up, that is asked for. */
export function soughtIn(feed) {
  if (!sought || (store.thread && !feed.thread)) return null;
  if (feed.root?.ts === sought || feed.list.some(({ ts }) => ts === sought)) return sought;
  if (feed.list[0]?.ts > sought) loadEarlier(feed);
  return null;
}

/** Show the message that was looked for, and mark it for a moment. */
export function found(column) {
  const node = column.querySelector(`article[data-ts="${sought}"]`);
  if (!node) return;
  marked = sought;
  sought = null;
  node.focus({ preventScroll: true });
  node.classList.add("linked");
  setTimeout(() => {
    marked = null;
    document.querySelectorAll(".linked").forEach((each) => each.classList.remove("linked"));
  }, MARKED);
}

/** Whether a message is the one that is marked: it may be drawn anew meanwhile. */
export function isMarked(ts) {
  return ts === marked;
}
