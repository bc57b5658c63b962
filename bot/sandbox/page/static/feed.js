// The messages of a channel, or the replies of a thread: a run that ends with the newest. Earlier ones come by pages.

import { keepRead, loadState } from "./api.js";

const FIRST = 60; // messages asked for at first
const MORE = 100; // and each time more are needed

export class Feed {
  constructor(role, channel, thread = null) {
    Object.assign(this, { role, channel, thread });
    this.key = [role, channel, thread].join(" ");
    this.list = []; // oldest first; of a thread the replies
    this.root = null; // what a thread hangs on
    this.loaded = false;
    this.hasMore = false;
    this.total = 0; // how many there are in all
    this.read = ""; // up to where this person has read
    this.stoppedAt = ""; // where they had stopped reading when more came
    this.top = null; // the ts at which they read now, or null at the end
    this.ephemerals = [];
  }

  /** Ask for the newest page; after another feed of the place also for what is read there now, in which little has changed. */
  async load(before = null) {
    if (!this.channel.startsWith("@")) await this.page(FIRST);
    while (this.hasMore && before?.top && this.list[0].ts >= before.top) await this.page(MORE);
    if (before) this.goOnFrom(before);
    this.loaded = true;
    return this;
  }

  goOnFrom(before) {
    const known = new Map(before.list.map((message) => [message.ts, message]));
    this.list = this.list.map((message) => same(known.get(message.ts), message));
    this.root = same(before.root, this.root);
    this.top = before.top;
  }

  /** Ask for the page before those that are there. */
  earlier() {
    return this.page(MORE);
  }

  async page(limit) {
    const before = this.list.length ? { before: this.list[0].ts } : {};
    const thread = this.thread ? { thread: this.thread } : {};
    const state = await loadState(this.role, { channel: this.channel, limit, ...thread, ...before });
    const room = [...state.channels, ...state.dms][0];
    if (!room) return;
    this.hasMore = room.has_more;
    this.total = room.total;
    if (!before.before) Object.assign(this, { read: room.read, ephemerals: state.ephemerals });
    if (this.thread) this.root = room.messages.shift() ?? null;
    this.list = [...room.messages, ...this.list];
  }

  /** Take in those of some messages that belong here; of the named ones, what is missing is gone. */
  take(room, messages, named) {
    if (!this.loaded) return;
    const found = new Map(messages.map((message) => [message.ts, message]));
    if (this.root && named.has(this.root.ts)) this.root = same(this.root, found.get(this.root.ts));
    this.total = this.thread ? (this.root?.reply_count ?? 0) : room.total;
    const known = new Set();
    const kept = [];
    for (const message of this.list) {
      known.add(message.ts);
      const now = named.has(message.ts) ? same(message, found.get(message.ts)) : message;
      if (now) kept.push(now);
    }
    const added = messages.filter((message) => !known.has(message.ts) && this.holds(message));
    this.list = added.length ? [...kept, ...added].sort(byTs) : kept;
  }

  holds(message) {
    const thread = isRoot(message) ? null : message.thread_ts;
    return thread === (this.root?.ts ?? null) && !(this.hasMore && message.ts < this.list[0]?.ts);
  }

  /** Whether others have said something since this person read here. */
  hasUnread(me) {
    return (this.list.findLast((message) => message.user !== me)?.ts ?? "") > this.read;
  }

  /** How many of those that are here others have said since. */
  unread(me) {
    return this.list.filter((message) => message.ts > this.read && message.user !== me).length;
  }

  /** Note that all of it is read; the workspace keeps that too. */
  markRead() {
    const latest = this.list.at(-1)?.ts ?? "";
    if (latest <= this.read) return;
    this.read = latest;
    keepRead(this.role, this.channel, latest, this.root?.ts).catch(() => {}); // it is said again with the next message
  }
}

/** Whether this message opens a thread or stands alone; replies do not. */
export function isRoot(message) {
  return !message.thread_ts || message.thread_ts === message.ts;
}

/** Oldest first. */
export const byTs = (a, b) => Number(a.ts) - Number(b.ts);

// what has not changed stays the same object, by which its element on the page is known
function same(before, now) {
  return now && JSON.stringify(before) === JSON.stringify(now) ? before : (now ?? null);
}
