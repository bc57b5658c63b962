// The workspace's clock, and what moves it: what is planned comes due without waiting for it.

import { perform } from "./doing.js";
import { h } from "./dom.js";
import { catchFocus, keepPlace } from "./focus.js";
import { put } from "./menu.js";
import { inZone } from "./mrkdwn.js";
import { city, secondsAt, wallTime } from "./moments.js";
import { spokenIn } from "./spoken.js";
import { now, store, zone } from "./store.js";
import { appName } from "./teams.js";
import { toast } from "./toast.js";

const FACE = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" };
const MINUTE = 60_000;
const MOST = 3; // places that are told of
const face = h("time", { id: "now" });
const distance = h("span", { class: "distance" });
let panel = null;

/** Build the clock into its place in the bar. */
export function buildClock(place) {
  const names = { "aria-haspopup": "dialog", "aria-expanded": "false" };
  const more = h("button", { type: "button", id: "clock-more", class: "face", ...names }, h("span", { class: "hidden" }, "Clock… "), face, distance, h("span", { class: "caret", "aria-hidden": "true" }, "▾"));
  more.addEventListener("click", () => toggleClockPanel(more));
  place.append(
    more,
    button("30 days on", () => move({ advance: "P30D" }), "wide"),
    button("To the next nudge", toNudge, "wide"),
  );
  setInterval(showClock, 10_000);
}

let told = { at: 0, seen: 0 };

/** Show the time; between two states it goes on by itself. */
export function showClock() {
  if (!store.data) return;
  if (told.at !== now()) told = { at: now(), seen: Date.now() };
  const at = told.at + (Date.now() - told.seen);
  face.dateTime = new Date(at).toISOString();
  face.title = `The time of the ${store.role}: ${zone()}`;
  face.textContent = `${inZone(at, FACE)} ${city()}`;
  distance.textContent = away(at - Date.now());
}

// how far the workspace is from real time
function away(milliseconds) {
  if (Math.abs(milliseconds) < 2 * MINUTE) return "real time";
  return `${span(Math.abs(milliseconds))} ${milliseconds > 0 ? "ahead of" : "behind"} real time`;
}

function span(milliseconds) {
  const units = [["day", 1440], ["hour", 60], ["minute", 1]];
  const [word, size] = units.find(([, minutes]) => milliseconds >= minutes * MINUTE) ?? units[2];
  const count = Math.max(1, Math.round(milliseconds / (size * MINUTE)));
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function button(words, press, className = null) {
  const node = h("button", { type: "button", class: className }, words);
  node.addEventListener("click", async () => {
    node.disabled = true;
    await press();
    node.disabled = false;
    if (node.isConnected) catchFocus(node); // who works elsewhere by now stays there
  });
  return node;
}

/** Move it, and tell what came and where; to something that was due (`comes`) one has gone then, and the panel shuts. */
async function move(fields, what = "", { comes = false } = {}) {
  const before = now();
  const reply = await perform("clock", fields);
  if (!reply) return;
  if (comes) panel?.shut();
  const at = inZone(Date.parse(reply.state.clock), { dateStyle: "full", timeStyle: "short" });
  const links = spokenIn(reply, before);
  const more = links.length > MOST ? ` in ${links.length} places, the latest` : "";
  toast(`${what ? `${what}: it` : "It"} is now ${at}.${links.length ? ` ${appName()} spoke${more}` : ""}`, { links: links.slice(0, MOST) });
  if (!panel) return;
  panel.node.querySelector("#clock-to").value = wallTime(Date.parse(reply.state.clock) / 1000, zone());
  await fillDue();
}

/** On to what is planned next of a kind, also if it comes earlier than planned. */
function moveUntil({ kind, words: what }) {
  return move({ until: kind }, what, { comes: true });
}

// what is due later stands in the reports of app and workspace, which every act brings along
async function planned() {
  const reply = await perform("clock", { advance: "PT0S" });
  if (!reply) return null;
  const here = Date.parse(reply.state?.clock ?? now());
  const due = (reply.pending ?? []).filter((row) => row.next_at && Date.parse(row.next_at) > here);
  return due.sort((a, b) => Date.parse(a.next_at) - Date.parse(b.next_at)).map((row) => ({ ...row, words: words(row), away: Date.parse(row.next_at) - here }));
}

/** What is due, in words: the app's own word for it, and the workspace's retries. */
function words({ kind }) {
  if (kind === "event") return "Retry of an event";
  const word = String(kind).replaceAll(/[_.-]+/g, " ");
  return word.charAt(0).toUpperCase() + word.slice(1);
}

async function toNudge() {
  const [next] = (await planned()) ?? [];
  if (next) await move({ to: next.next_at }, next.words, { comes: true });
  else toast("Nothing comes by itself: no review, no reminder, no retry is planned. What is open waits for people.");
}

// reviews have a way of their own: an app plans other things as well
async function toReview() {
  const due = await planned();
  const next = due?.find((row) => /review/.test(row.kind));
  if (next) await moveUntil(next);
  else if (due) toast("No review is planned. One that has begun waits for people; the next is planned as soon as something has been approved.");
}

/** Open what else there is to the clock at a button, or shut it. */
export function toggleClockPanel(anchor) {
  if (panel) return panel.shut();
  const back = keepPlace();
  const field = h("input", { type: "datetime-local", id: "clock-to", value: wallTime(now() / 1000, zone()) });
  const go = (event) => {
    event.preventDefault();
    if (field.value) move({ to: new Date(secondsAt(field.value, zone()) * 1000).toISOString() });
  };
  const due = h("ul", { class: "due" });
  const node = h(
    "section",
    { class: "clock-panel", role: "dialog", "aria-label": "Clock" },
    h("p", { class: "stands" }, `${face.textContent}, ${distance.textContent}`),
    h("div", { class: "row" }, button("1 day on", () => move({ advance: "P1D" })), button("30 days on", () => move({ advance: "P30D" }), "narrow"), button("To the next review", toReview), button("To the next nudge", toNudge, "narrow"), button("Back to now", () => move({ to: new Date().toISOString() }, "Real time"))),
    h("form", { class: "row", on: { submit: go } }, h("label", { for: "clock-to" }, `Go to (${city()} time, the ${store.role}'s)`), field, h("button", { type: "submit" }, "Go")),
    h("h3", {}, "Due next"),
    due,
  );
  const outside = (event) => node.contains(event.target) || anchor.contains(event.target) || panel.shut(false);
  const place = () => put(node, anchor);
  const shut = (refocus = true) => {
    node.remove();
    document.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("resize", place);
    anchor.setAttribute("aria-expanded", "false");
    panel = null;
    if (refocus) back();
  };
  panel = { node, due, shut };
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    shut();
  });
  document.addEventListener("pointerdown", outside, true);
  document.body.append(node);
  place();
  window.addEventListener("resize", place);
  anchor.setAttribute("aria-expanded", "true");
  [...node.querySelectorAll("button, input")].find((each) => each.offsetParent)?.focus();
  fillDue();
  return undefined;
}

async function fillDue() {
  const mine = panel;
  const rows = (await planned()) ?? [];
  if (!panel || panel !== mine) return;
  panel.node.querySelector(".stands").textContent = `${face.textContent}, ${distance.textContent}`;
  const isNext = (row) => row === rows.find(({ kind }) => kind === row.kind);
  const goTo = (row) => (isNext(row) ? moveUntil(row) : move({ to: row.next_at }, row.words, { comes: true }));
  const seen = rows.slice(0, 5).map((row) => h("li", {}, button(`${row.words}, in ${span(row.away)}`, () => goTo(row), "plain-link")));
  panel.due.replaceChildren(...(seen.length ? seen : [h("li", { class: "none" }, "Nothing comes by itself. What is open waits for people.")]));
}
