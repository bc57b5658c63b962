// Links to one message: /archives/C…/p… as chat.getPermalink gives them, and #channel/THREAD/TS in this page.

import { linkTo } from "./route.js";
import { repliesTo, roomOf, store } from "./store.js";

const MARKED = 2500; // ms
const PATIENCE = 40; // looks, each a frame, before a message counts as gone

/** Turn an address that leads to a message into this page's own form; before the state is there nothing happens. */
export function readAddress() {
  const match = /^\/archives\/([CDG]\w+)(?:\/p(\d+)(\d{6}))?/.exec(location.pathname);
  const room = match && store.data ? roomOf(match[1]) : null;
  if (!match || !store.data) return;
  let hash = "";
  if (room && match[2]) {
    const ts = `${match[2]}.${match[3]}`;
    const given = new URLSearchParams(location.search).get("thread_ts");
    const thread = given ?? (repliesTo(room, ts).length ? ts : "");
    hash = `${linkTo(room)}/${thread}/${ts}`;
  } else if (room) hash = linkTo(room);
  history.replaceState(null, "", `/${hash}`);
}

/** Scroll to the message that the address names, and mark it for a moment. */
export function showLinked() {
  const ts = location.hash.split("/")[2];
  if (ts && /^\d+\.\d+$/.test(ts)) look(ts, PATIENCE);
}

function look(ts, left) {
  const places = [...document.querySelectorAll(`article[data-ts="${ts}"]`)];
  const node = places.find((each) => each.closest("#thread")) ?? places[0];
  if (node) return mark(node);
  document.querySelector("#main .earlier")?.click(); // it may be further up
  if (left) requestAnimationFrame(() => look(ts, left - 1));
  return undefined;
}

function mark(node) {
  node.scrollIntoView({ block: "center" });
  node.focus({ preventScroll: true });
  node.classList.add("linked");
  setTimeout(() => document.querySelectorAll(".linked").forEach((each) => each.classList.remove("linked")), MARKED);
}
