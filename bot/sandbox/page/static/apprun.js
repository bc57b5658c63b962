// Whether the app listens. After a start afresh it comes back some seconds later than the workspace; what is done
// meanwhile waits for it rather than fail.

import { store, update } from "./store.js";
import { toast } from "./toast.js";

const AGAIN = 300; // ms
const GROWTH = 1.5; // of the time between two questions: an app that stays away is asked for less and less
const SELDOM = 5_000; // ms, at most that
const MOST = 60_000; // ms, after which what is done is done all the same
let ready = Promise.resolve();

/** Resolves as soon as nobody need wait for the app. */
export function appIsReady() {
  return ready;
}

/** The workspace and the app are started anew: hold what is done until both are there. */
export function waitForApp() {
  ready = comeBack();
  return ready;
}

let looking = null;

/** A page that is opened while the app is not there, or finds it gone, says so until it is back. */
export function lookForApp() {
  looking ??= look().finally(() => (looking = null));
  return looking;
}

async function look() {
  if (!(await listens()) && !store.starting) await waitUntilThere();
}

async function comeBack() {
  const until = Date.now() + MOST;
  update({ starting: "held" });
  while (store.linked && Date.now() < until) await pause(); // the workspace that was asked ends first
  await waitUntilThere("held", until);
}

async function waitUntilThere(starting = "told", until = Infinity) {
  update({ starting });
  for (let wait = AGAIN; !(await listens()) && Date.now() < until; wait = Math.min(wait * GROWTH, SELDOM)) {
    await pause(wait);
    if (starting === "told") await seen(); // what is held goes on, whoever looks
  }
  update({ starting: "" });
  if (Date.now() >= until) toast("The app does not answer. Look where it was started.", { error: true });
}

async function listens() {
  try {
    const response = await fetch("/_workspace/app", { credentials: "same-origin" });
    return response.ok && (await response.json()).listens;
  } catch {
    return false; // the workspace itself is not there: the page says so elsewhere
  }
}

function pause(wait = AGAIN) {
  return new Promise((resolve) => setTimeout(resolve, wait));
}

// as soon as the page is looked at; a tab behind others need not know
function seen() {
  if (!document.hidden) return undefined;
  return new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
}
