// Messages: grouped by author and day, with what can be done to each, and those that only one person sees.

import { attachments } from "./attachments.js";
import { blocks } from "./blocks.js";
import { askWords, sure } from "./confirm.js";
import { isMarked } from "./deeplink.js";
import { perform } from "./doing.js";
import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { isRoot } from "./feed.js";
import { files } from "./files.js";
import { avatar, icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { inZone, moment, mrkdwn, typed } from "./mrkdwn.js";
import { go, linkTo } from "./route.js";
import { config, idOf, nameOf, store } from "./store.js";
import { showBlocks } from "./showblocks.js";
import { surfaceFor } from "./surface.js";
import { appName, myBot, otherTeam } from "./teams.js";
import { complain, toast } from "./toast.js";

const TOGETHER_SECONDS = 300;
const REACTIONS = ["white_check_mark", "eyes", "+1", "tada"];
const SHORT = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
const dismissed = new Set();
const HAPPENING = /^(channel|group)_|^tombstone$/; // what is told rather than said

/**
 * The items of a run of messages and ephemerals for `reconcile`, oldest first. `before` is the one before the run, which
 * is not shown; `stoppedAt` is where this person stopped reading; `thread` is the feed of the thread that they make up.
 */
export function items(room, messages, { before = null, stoppedAt = "", thread = null } = {}) {
  const rows = [];
  for (const message of messages) {
    const day = dayOf(message.ts);
    const changes = !before || dayOf(before.ts) !== day;
    if (changes) rows.push({ key: `day ${day}`, signature: day, make: () => h("h2", { class: "day" }, h("span", {}, day)) });
    const stops = stoppedAt && message.ts > stoppedAt && (before?.ts ?? "") <= stoppedAt;
    if (stops) rows.push(NEW);
    const follows = !changes && !stops && before !== thread?.root && isFollowing(before, message);
    rows.push(item(room, message, follows, thread !== null));
    if (message === thread?.root) rows.push(repliesLine(thread.total));
    before = message;
  }
  return rows;
}

const NEW = {
  key: "new",
  signature: "new",
  make: () => h("p", { class: "day new", role: "separator", "aria-label": "New messages" }, h("span", {}, "New")),
};

function repliesLine(count) {
  const words = count === 1 ? "1 reply" : count ? `${count} replies` : "No replies yet";
  return { key: "replies", signature: words, make: () => h("p", { class: "day count" }, h("span", {}, words)) };
}

function item(room, message, follows, inThread) {
  const { reply_count: count, latest_reply: latest, reply_users: who, mentions } = message;
  const thread = count && !inThread && who ? { count, latest, who, mentions } : null;
  const open = !inThread && message.ts === (store.threadFeed?.root?.ts ?? store.thread);
  return {
    key: message.ephemeralId ? `e ${message.ephemeralId}` : `m ${message.ts}`,
    signature: [store.role, store.people, revision(message), follows, open].join(" "),
    make: () => row(room, message, { follows, thread, inThread, open }),
  };
}

// a changed message is another object; only ephemerals are made anew each time
const revisions = new WeakMap();
let lastRevision = 0;
function revision(message) {
  if (message.ephemeralId) return JSON.stringify(message);
  if (!revisions.has(message)) revisions.set(message, (lastRevision += 1));
  return revisions.get(message);
}

/** The ephemerals of a room (or of one thread in it), as messages. */
export function ephemeralsOf(room, thread = null) {
  return (store.data.ephemerals ?? [])
    .filter((each) => each.channel === room.id && (each.thread_ts ?? null) === thread && !dismissed.has(each.id))
    .map((each) => ({ ...each, user: myBot() ?? config.bot, thread_ts: null, ephemeralId: each.id, ts: each.ts ?? "0" }));
}

function isFollowing(before, message) {
  const near = Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS;
  const said = !happens(before) && !happens(message);
  return near && said && before.user === message.user && !before.ephemeralId === !message.ephemeralId;
}

function happens(message) {
  return HAPPENING.test(message.subtype ?? "");
}

function dayOf(ts) {
  return inZone(Number(ts) * 1000, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

function row(room, message, { follows, thread, inThread, open }) {
  const name = nameOf(message.user);
  const at = Number(message.ts) * 1000;
  const hour = inZone(at, { hour: "2-digit", minute: "2-digit" });
  const time = h("time", { datetime: new Date(at).toISOString(), title: moment(at) }, hour);
  const told = happens(message);
  const spoken = message.subtype === "me_message" && "me-message";
  const states = [told && "happening", follows && "follows", message.ephemeralId && "ephemeral", open && "open", isMarked(message.ts) && "linked"];
  const classes = ["message", spoken, ...states];
  const node = h(
    "article",
    { class: classes.filter(Boolean).join(" "), tabindex: -1, "data-ts": message.ts, "aria-label": `${name}, ${hour}` },
    h("div", { class: "gutter" }, follows || told ? time : avatar(message.user ?? "", name)),
    h(
      "div",
      { class: "content" },
      message.ephemeralId ? onlyYou(message) : null,
      follows || told ? null : byline(message, name, time),
      body(room, message),
      message.files?.length ? files(message.files) : null,
      reactions(room, message),
      thread ? threadLink(room, message, thread) : null,
    ),
  );
  if (!message.ephemeralId) whenNeeded(node, () => tools(room, message, inThread));
  return node;
}

// A message's tools are seen under the pointer or with the focus only, and are half of its elements: until then a long
// list does without them. Where nothing hovers they are always seen.
function whenNeeded(node, make) {
  if (window.matchMedia("(hover: none)").matches) return void node.append(make());
  const tools = () => {
    if (!node.querySelector(":scope > .tools")) node.append(make());
    return node.querySelector(":scope > .tools");
  };
  const build = () => beside(tools(), node);
  node.addEventListener("pointerenter", build);
  node.addEventListener("focusin", build);
}

// left of the buttons that stand where the tools would
function beside(tools, node) {
  tools.style.right = "";
  const own = tools.getBoundingClientRect();
  const under = [...node.querySelectorAll(".content :is(button, a, input)")].map((each) => each.getBoundingClientRect());
  const left = Math.min(...under.filter((at) => at.bottom > own.top && at.top < own.bottom && at.right > own.left && at.left < own.right).map((at) => at.left));
  const right = node.getBoundingClientRect().right - left + 6;
  if (left < Infinity && right + own.width < node.offsetWidth) tools.style.right = `${right}px`;
}

function byline(message, name, time) {
  const app = config.people[message.user]?.bot ? h("span", { class: "app" }, "APP") : null;
  const team = otherTeam(message.user);
  return h("div", { class: "by" }, h("strong", {}, name), app, team ? h("span", { class: "from-team" }, team) : null, time);
}

function onlyYou(message) {
  const dismiss = (event) => {
    dismissed.add(message.ephemeralId);
    event.currentTarget.closest("article").remove();
  };
  return h(
    "p",
    { class: "only-you" },
    icon("eye"),
    "Only visible to you · ",
    h("button", { type: "button", class: "plain-link", on: { click: dismiss } }, "Dismiss"),
  );
}

function body(room, message) {
  const edited = message.edited ? h("small", { class: "edited" }, "(edited)") : null;
  const words = () => (message.text || edited ? h("div", { class: "text" }, mrkdwn(message.text ?? ""), edited) : null);
  if (!message.blocks?.length && !message.attachments?.length) return words();
  const key = message.ephemeralId ? `ephemeral ${message.ephemeralId}` : `${room.id} ${message.ts}`;
  const target = message.ephemeralId ? { ephemeral: message.ephemeralId } : { channel: room.id, ts: message.ts };
  const surface = surfaceFor(key, target, message.values);
  return [message.blocks?.length ? blocks(surface, message.blocks) : words(), attachments(surface, message.attachments)];
}

function reactions(room, message) {
  const list = message.reactions ?? [];
  if (!list.length) return null;
  return h(
    "div",
    { class: "reactions" },
    list.map((each) =>
      h(
        "button",
        {
          type: "button",
          class: each.users.includes(idOf(store.role)) ? "mine" : null,
          title: each.users.map(nameOf).join(", "),
          on: { click: () => react(room, message, each.name) },
        },
        emoji(each.name) ?? `:${each.name}:`,
        ` ${each.count}`,
      ),
    ),
  );
}

function react(room, message, name) {
  return perform("react", { channel: room.id, ts: message.ts, name });
}

function threadLink(room, message, thread) {
  const words = thread.count === 1 ? "1 reply" : `${thread.count} replies`;
  return h(
    "a",
    { class: "replies", href: linkTo(room, message.ts) },
    thread.who.slice(0, 3).map((id) => avatar(id, nameOf(id), true)),
    h("span", {}, words),
    h("small", {}, `last ${inZone(Number(thread.latest) * 1000, SHORT)}`),
    thread.mentions ? h("span", { class: "badge", "aria-label": `${thread.mentions} unread for you` }, String(thread.mentions)) : null,
  );
}

function tools(room, message, inThread) {
  const root = isRoot(message) ? message.ts : message.thread_ts;
  const names = { "aria-label": "Reply in thread", title: "Reply in thread" };
  const reply = { type: "button", class: "icon-button", ...names, on: { click: () => go(linkTo(room, root)) } };
  return h(
    "div",
    { class: "tools", role: "group", "aria-label": "Message actions" },
    menuButton("smile", "React", () =>
      REACTIONS.map((name) => ({ label: name.replaceAll("_", " "), picture: emoji(name), choose: () => react(room, message, name) })),
    ),
    inThread ? null : h("button", reply, icon("thread")),
    menuButton("more", "More for this message", () => more(room, message, root, inThread)),
  );
}

function menuButton(name, label, rows) {
  const open = (event) => openMenu(event.currentTarget, rows(), label);
  const names = { "aria-label": label, title: label, "aria-haspopup": "menu", "aria-expanded": "false" };
  return h("button", { type: "button", class: "icon-button", ...names, on: { click: open } }, icon(name));
}

function more(room, message, root, inThread) {
  const reply = inThread ? [] : [{ label: "Reply in thread", choose: () => go(linkTo(room, root)) }];
  const target = { channel: room.id, ts: message.ts };
  const shortcuts = config.shortcuts.map(({ callback_id, name }) => ({
    label: name,
    description: appName(),
    choose: () => perform("shortcut", { callback_id, ...target }),
  }));
  const copy = {
    label: "Copy link",
    choose: () => {
      const address = location.origin + location.pathname + linkTo(room, root);
      navigator.clipboard.writeText(address).then(() => toast("Link copied."), complain);
    },
  };
  const mine = message.user === idOf(store.role);
  const editing = mine ? [{ label: "Edit message", choose: () => editMessage(target, message) }] : [];
  // the app's messages too, as an administrator may
  const away = { label: "Delete message", danger: true, choose: () => remove(target) };
  const deleting = mine || config.people[message.user]?.bot ? [away] : [];
  const json = { label: "Show its blocks", description: "As JSON", choose: () => showBlocks("The message's blocks", message) };
  return [...reply, ...shortcuts, copy, json, ...editing, ...deleting];
}

/** Ask for other words for one's message, and say them instead. */
export async function editMessage(target, message) {
  const text = await askWords("Edit message", typed(message.text), "Save");
  if (text?.trim() === "" && !message.files?.length) await remove(target);
  else if (text !== null) await perform("edit", { ...target, text });
}

async function remove(target) {
  if (await sure("Delete message", "Delete this message? This cannot be undone.", "Delete")) await perform("delete", target);
}

/** Words for a place without messages. */
export function nothingYet(title, ...rest) {
  return h("div", { class: "nothing" }, h("h2", {}, withEmoji(title)), ...rest);
}
