// The workspace's clock, and the buttons that move it: reviews come due without waiting for them.

import { perform } from "./doing.js";
import { h } from "./dom.js";
import { inZone } from "./mrkdwn.js";
import { now, store, zone } from "./store.js";
import { toast } from "./toast.js";

const FACE = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" };
const face = h("time", { id: "now" });

/** Build the clock into its place in the bar. */
export function buildClock(place) {
  place.append(
    face,
    button("1 day on", () => move({ advance: "P1D" })),
    button("30 days on", () => move({ advance: "P30D" })),
    button("To the next review", toReview),
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
  face.textContent = `${inZone(at, FACE)} ${zone().split("/").at(-1).replaceAll("_", " ")}`;
}

function button(words, press) {
  const node = h("button", { type: "button" }, words);
  node.addEventListener("click", async () => {
    node.disabled = true;
    await press();
    node.disabled = false;
    node.focus();
  });
  return node;
}

async function move(fields) {
  const reply = await perform("clock", fields);
  if (reply) toast(`It is now ${inZone(Date.parse(reply.state?.clock ?? now()), { dateStyle: "full", timeStyle: "short" })}.`);
}

// what is due later stands in the bot's own report, which every act brings along
async function toReview() {
  const reply = await perform("clock", { advance: "PT0S" });
  if (!reply) return undefined;
  const here = Date.parse(reply.state?.clock ?? now());
  const due = (reply.pending ?? [])
    .filter((row) => /review/.test(row.kind) && row.next_at && Date.parse(row.next_at) > here)
    .sort((a, b) => Date.parse(a.next_at) - Date.parse(b.next_at))[0];
  if (!due) return toast("No review is planned yet. One is as soon as a threat model has been approved.");
  return move({ to: due.next_at });
}
