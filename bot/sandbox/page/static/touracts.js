// "Do it for me": a tour's acts, carried out as the person who looks, and what they see of it.

import { act, loadState } from "./api.js";
import { refresh } from "./asking.js";
import { atHand, store } from "./store.js";

const MOST = 80; // rounds of a repetition

/** Whether a text stands in a window, the Home tab, or a message since a moment (seconds). */
export function shows(text, since) {
  return places({ ...store.data, channels: atHand(), dms: [] }, since).some(({ plain }) => plain.includes(text));
}

/** Carry out acts one after the other; throws with words where one is refused. */
export async function carryOut(acts, hand) {
  for (const each of acts) await one(each, hand);
  await refresh();
}

async function one(each, hand) {
  const [[kind, fields]] = Object.entries(each);
  if (kind === "repeat") return repeat(fields, hand);
  const perform = (name, values) => act(hand.role, name, values);
  const seen = await loadState(hand.role);
  const view = seen.views.at(-1);
  if (kind === "type") return perform("command", { channel: hand.channel ?? "#general", text: fields });
  if (kind === "clock") return perform("clock", fields.to === "next" ? { to: await nextOf(hand, fields.kind) } : fields);
  if (kind === "click") return press(places(seen, hand.since), fields, perform);
  if (!view) throw new Error("No window is open, in which to go on.");
  if (kind === "submit") return perform("submit", { view_id: view.id });
  if (kind === "close") return perform("close", { view_id: view.id });
  for (const [label, value] of Object.entries(fields)) await perform("set", { target: { view_id: view.id }, label, value: meant(view, label, value) });
  return undefined;
}

// {"options": [1]} means the first of a list that the tour cannot know by heart
function meant(view, label, value) {
  if (!Array.isArray(value?.options)) return value;
  const field = view.blocks.find((block) => block.label?.text === label)?.element;
  return value.options.map((number) => field?.options?.[number - 1]?.value);
}

/** Carry out acts as long as a text is there to be seen. */
async function repeat({ while: text, acts }, hand) {
  for (let round = 0; round < MOST; round += 1) {
    const seen = places(await loadState(hand.role), hand.since);
    if (!seen.some(({ plain }) => matches(plain, text))) return;
    await carryOut(acts, hand);
  }
  throw new Error("That does not come to an end; go on by hand.");
}

async function nextOf(hand, kind) {
  const reply = await act(hand.role, "clock", { advance: "PT0S" });
  const due = (reply.pending ?? []).filter((row) => row.next_at && (!kind || row.kind === kind));
  if (!due.length) throw new Error("Nothing is planned yet.");
  return due.map((row) => row.next_at).sort()[0];
}

// a button in the newest place that has it; `say` tells which button where a text stands beside it
function press(seen, { label, in: within = "", say = {} }, perform) {
  for (const { plain, target } of seen) {
    if (!plain.includes(within)) continue;
    const said = Object.entries(say).find(([part]) => plain.includes(part))?.[1];
    const found = (said && buttonFor(said, plain)) ?? buttonFor(label, plain);
    if (found) return perform("click", { target, label: found });
  }
  throw new Error(`There is no button “${label}” to press now.`);
}

// the whole label, its beginning before …, or the short label of a choice that is written out above the buttons
function buttonFor(label, plain) {
  const buttons = [...plain.matchAll(/\[([^\][\n]+)\]/g)].map(([, words]) => words);
  const begins = label.endsWith("…") ? label.slice(0, -1) : null;
  const found = buttons.find((words) => (begins === null ? words === label : words.startsWith(begins)));
  if (found) return found;
  const line = plain.split("\n").find((each) => each.includes(label));
  const short = line && /^\W*\*(\w{1,2})\*/.exec(line)?.[1];
  return buttons.includes(short) ? short : undefined;
}

function matches(plain, text) {
  return text.startsWith("/") && text.endsWith("/") ? new RegExp(text.slice(1, -1)).test(plain) : plain.includes(text);
}

// newest first, windows before messages, as a person looks
function places(state, since = 0) {
  const views = (state.views ?? []).map((view) => ({ plain: `${view.title}\n${view.plain}`, target: { view_id: view.id } })).reverse();
  const rooms = [...(state.channels ?? []), ...(state.dms ?? [])];
  const messages = rooms.flatMap((room) => room.messages.map((each) => ({ ...each, target: { channel: room.id, ts: each.ts } })));
  const own = (state.ephemerals ?? []).map((each) => ({ ...each, target: { ephemeral: each.id } }));
  const later = [...messages, ...own].filter(({ ts }) => Number(ts) > since).sort((a, b) => Number(b.ts) - Number(a.ts));
  const files = ({ files = [] }) => files.map(({ name }) => `\n${name}`).join("");
  const home = state.home?.plain ? [{ plain: state.home.plain, target: { home: true } }] : [];
  return [...views, ...later.map((each) => ({ plain: (each.plain ?? each.text ?? "") + files(each), target: each.target })), ...home];
}
