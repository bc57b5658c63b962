// The workspace as a whole: its snapshot downloaded and loaded, and a start afresh.

import { sure } from "./confirm.js";
import { h } from "./dom.js";
import { waitForApp } from "./apprun.js";
import { store, subscribe, update } from "./store.js";
import { complain, toast } from "./toast.js";
import { appName } from "./teams.js";

/** Save the workspace as a file, after saying what is not in it. */
export async function download() {
  const words = `The file holds this workspace: people, channels, messages, files, windows, the clock. It does not hold ${appName()}'s own data: what its buttons and forms lead to. Load it while ${appName()} still has them; after a start afresh, or beside another database, its buttons lead to nothing.`;
  if (!(await sure("Save a snapshot", words, "Save", { danger: false }))) return;
  const link = h("a", { href: "/_workspace/snapshot", download: "workspace.json" });
  document.body.append(link);
  link.click();
  link.remove();
}

/** Ask for a file and begin again with what stands in it. */
export function upload() {
  const field = h("input", { type: "file", accept: ".json,application/json", hidden: true, "aria-label": "Snapshot" });
  field.addEventListener("change", async () => {
    const [file] = field.files;
    field.remove();
    const strange = file && (await strangeness(file));
    if (strange) return toast(`${file.name} is not a snapshot: ${strange}.`, { error: true });
    const words = `Everything in this workspace is replaced by what stands in ${file?.name}. ${appName()}'s own data are not in it and stay as they are now: buttons of messages whose data it has forgotten since lead to nothing, and what it has learnt since has no message here.`;
    return file && (await sure("Load a snapshot", words, "Load")) && load(file);
  });
  document.body.append(field);
  field.click();
}

// what a file is instead of a snapshot, as far as its form tells; whether it is a whole one the workspace says
async function strangeness(file) {
  try {
    const document = JSON.parse(await file.text());
    return Object.hasOwn(document ?? {}, "snapshot") ? "" : "it is JSON of something else";
  } catch (error) {
    return error instanceof SyntaxError ? "it is no JSON" : "it cannot be read";
  }
}

// the workspace ends its streams and begins again: that the connection is lost meanwhile is no trouble
async function load(file) {
  update({ starting: "loading" });
  const again = linkedAgain();
  const reply = await send("/_workspace/snapshot", { method: "PUT", body: file });
  if (reply) await again;
  update({ starting: "" });
  if (reply) toast("Loaded.");
}

function linkedAgain() {
  return new Promise((resolve) => {
    let lost = false;
    subscribe(() => {
      lost ||= !store.linked;
      if (lost && store.linked) resolve();
    });
  });
}

/** Forget everything, after saying what that is. */
export async function afresh() {
  const told = await send("/_workspace/reset");
  if (!told) return;
  const { messages, files } = told.lost;
  const saved = told.app ? `A snapshot can be saved before, but holds none of ${appName()}'s data: loaded afterwards, its buttons lead to nothing.` : "A snapshot can be saved before.";
  const app = told.app
    ? `${appName()}'s own database is emptied as well: both are started anew, which takes some seconds.`
    : `${appName()}'s own database stays as it is, and may speak of what is no longer here.`;
  const words = `This forgets ${count(messages, "message")}, ${count(files, "file")}, all windows, channels that were made, and the clock. ${app} It cannot be undone. ${saved}`;
  if (!(await sure("Start afresh", words, "Forget all and start afresh"))) return;
  const reply = await send("/_workspace/reset", { method: "POST" });
  if (!reply) return;
  for (const key of Object.keys(localStorage)) if (/^workspace:(seen|tour)/.test(key)) localStorage.removeItem(key);
  location.hash = "";
  toast("Starting afresh…");
  if (told.app) await waitForApp();
}

function count(number, word) {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

async function send(address, options = {}) {
  try {
    const response = await fetch(address, { credentials: "same-origin", ...options });
    const body = await response.json();
    if (!response.ok) throw new Error(body.error?.message ?? `The workspace answered ${response.status}.`);
    return body;
  } catch (error) {
    complain(error);
    return null;
  }
}
