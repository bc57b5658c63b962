// Puts the page together: the store says what is, the panes show it, the stream says when to look again.

import { watchChanges, watchRunning } from "./api.js";
import { lookForApp } from "./apprun.js";
import { hear, refresh, reload } from "./asking.js";
import { buildBar } from "./bar.js";
import { buildClock, showClock } from "./clock.js";
import { readAddress, seek } from "./deeplink.js";
import { perform } from "./doing.js";
import { reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { showMain, showThread } from "./panes.js";
import { follow, go, linkTo, settlePlace, title } from "./route.js";
import { sidebarItems } from "./sidebar.js";
import { config, idOf, roomOf, store, subscribe, update } from "./store.js";
import { appName, teamName } from "./teams.js";
import { showModals } from "./views.js";

const byId = (id) => document.getElementById(id);
const panes = byId("panes");
const SHORT = 40; // ms in which changes are gathered before the state is asked for

function show() {
  const trouble = store.failure || (store.linked ? "" : "The connection to the workspace is lost. Trying again…");
  byId("offline").hidden = !trouble && !store.starting;
  byId("offline").textContent = ["held", "loading"].includes(store.starting) ? starting() : trouble || (store.starting && starting());
  if (!store.data) return undefined;
  if (store.place.kind === "channel" && !roomOf(store.place.id)) {
    follow();
    if (!roomOf(store.place.id)) return undefined;
  }
  settlePlace();
  byId("team").textContent = teamName();
  reconcile(byId("sidebar"), sidebarItems());
  showMain(byId("main"));
  showThread(byId("thread"));
  showModals();
  showClock();
  title(roomOf(store.place.id));
  panes.classList.toggle("with-thread", !byId("thread").hidden);
  return undefined;
}

function starting() {
  if (store.starting === "loading") return "Loading the snapshot…";
  return store.starting === "held"
    ? `Starting afresh: ${appName()} is not there yet. What you do now waits for it.`
    : `${appName()} does not answer. ${config.app.restarts ? "It is being started again; what you send it until then fails." : "Look where it was started: what you send it fails until it answers."}`;
}

function showPane(name) {
  panes.dataset.pane = name;
}

// the app hears of it each time a person opens its Home tab
let homeOf = null;
function openHome() {
  const key = store.place.kind === "home" ? store.role : null;
  if (key && key !== homeOf && store.data) perform("home", {});
  if (store.data) homeOf = key;
}

function onHash() {
  seek();
  showPane(location.hash.split("/")[1] ? "thread" : "main"); // first: nothing takes the focus in a pane that is not shown
  follow();
}

let waiting = null;
function heard({ kind, id }) {
  const [reader, , thread] = kind === "read" ? id.split("/") : [];
  if (reader && reader !== idOf(store.role)) return; // what others have read changes nothing here
  hear(thread ?? id, kind); // a thread's mark stands at what it hangs on
  waiting ??= setTimeout(() => {
    waiting = null;
    refresh();
  }, SHORT);
}

watchRunning((count) => {
  byId("working").hidden = count === 0;
});
byId("to-channels").append(icon("menu"));
byId("to-channels").addEventListener("click", () => showPane(panes.dataset.pane === "sidebar" ? "main" : "sidebar"));
byId("sidebar").addEventListener("click", (event) => event.target.closest("a") && showPane("main"));
document.querySelector("[data-skip]").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
document.addEventListener("keydown", (event) => {
  const busy = event.defaultPrevented || document.querySelector("dialog[open], .menu");
  if (event.key === "Escape" && !busy && store.thread) go(linkTo(roomOf(store.place.id)));
});
document.addEventListener("visibilitychange", () => !document.hidden && update());
window.addEventListener("hashchange", onHash);

buildClock(byId("clock"));
buildBar(byId("bar-tools"));
subscribe(show);
subscribe(openHome);
await refresh();
readAddress();
onHash();
if (window.innerWidth > 680 && !document.querySelector("dialog[open]")) document.querySelector("#main .composer textarea")?.focus();
lookForApp();
watchChanges(heard, (linked) => {
  update({ linked });
  reload(); // for what changed before the stream was there, or for words why it is not
});
