// Something with elements in it: a message, a modal, the Home tab. It holds what was entered and not yet sent.

import { store } from "./store.js";
import { perform } from "./doing.js";

const surfaces = new Map();

/** The surface with this key (the same object each time, so that what was typed survives a new rendering). */
export function surfaceFor(key, target, entered = {}) {
  const full = `${store.role} ${key}`;
  if (!surfaces.has(full)) surfaces.set(full, new Surface(full, target));
  const surface = surfaces.get(full);
  surface.entered = flat(entered); // names every element that holds a value
  // an update may have taken an element away; what was typed in it goes with it
  for (const name of surface.drafts.keys()) if (!Object.hasOwn(surface.entered, name)) surface.drafts.delete(name);
  return surface;
}

/** Forget what was entered in surfaces that are gone for good. */
export function forget(isGone) {
  for (const key of surfaces.keys()) if (isGone(key)) surfaces.delete(key);
}

class Surface {
  constructor(key, target) {
    this.key = key;
    this.target = target;
    this.entered = {}; // what the workspace knows was entered, by block_id/action_id
    this.drafts = new Map(); // what was entered here and not yet told
    this.labels = new Map(); // the words of what was chosen from an external list
    this.begun = new Set(); // the elements that were given what they begin with
    this.mended = new Set(); // the blocks whose error was told of something else than what stands in them now
    this.onError = undefined;
  }

  /** What stands in an element: entered here, known to the workspace, or what it begins with. */
  value(block, element) {
    const name = nameOf(block, element);
    if (this.drafts.has(name)) return this.drafts.get(name);
    return Object.hasOwn(this.entered, name) ? this.entered[name] : initial(element);
  }

  /** Keep what was entered; Slack hears of it at once where the element fires, else with what happens next. */
  async enter(block, element, value) {
    this.drafts.set(nameOf(block, element), value);
    if (block.type !== "input" || block.dispatch_action) await this.tell(block, element, value);
  }

  /** Tell the workspace of one element, after all that was entered before. */
  async tell(block, element, value) {
    if (!(await this.flush(nameOf(block, element)))) return;
    const reply = await this.perform("set", { ...ids(block, element), value });
    if (reply && this.drafts.get(nameOf(block, element)) === value) this.drafts.delete(nameOf(block, element));
  }

  /** Press a button, or choose in an overflow menu; not where the app would hear less than stands there. */
  async click(block, element, value = undefined) {
    if (!(await this.flush())) return null;
    return this.perform("click", { ...ids(block, element), ...(value === undefined ? {} : { value }) });
  }

  /** Tell the workspace all that was entered, but for one element; answers whether it took all of it in. */
  async flush(but = null) {
    const waiting = [...this.drafts].filter(([name]) => name !== but);
    const tell = ([name, value]) => {
      const cut = name.indexOf("/");
      return this.perform("set", { block_id: name.slice(0, cut), action_id: name.slice(cut + 1), value });
    };
    const replies = await Promise.all(waiting.map(tell));
    waiting.forEach(([name, value], index) => {
      if (replies[index] && this.drafts.get(name) === value) this.drafts.delete(name);
    });
    return replies.every(Boolean);
  }

  perform(kind, fields) {
    return perform(kind, { target: this.target, ...fields }, { onError: this.onError });
  }
}

function ids(block, element) {
  return { block_id: block.block_id, action_id: element.action_id };
}

/** How acts name an element. */
export function nameOf(block, element) {
  return `${block.block_id}/${element.action_id}`;
}

// values come as {"block/action": value}; Slack's own nesting is understood too
function flat(values) {
  const entries = Object.entries(values ?? {});
  if (entries.every(([name]) => name.includes("/"))) return Object.fromEntries(entries);
  return Object.fromEntries(
    entries.flatMap(([block, actions]) =>
      Object.entries(actions).map(([action, value]) => [`${block}/${action}`, simple(value)]),
    ),
  );
}

function simple(value) {
  const found = Object.entries(value ?? {}).find(([name]) => name.endsWith("value") || name.startsWith("selected_"))?.[1];
  const plain = (each) => (each && typeof each === "object" && each.type !== "rich_text" ? each.value : each);
  return Array.isArray(found) ? found.map(plain) : plain(found);
}

/** What an element begins with, as a person would enter it. */
export function initial(element) {
  const [, found] = Object.entries(element).find(([name]) => name.startsWith("initial_")) ?? [];
  if (Array.isArray(found)) return found.map((each) => each?.value ?? each);
  if (found?.type === "rich_text") return found;
  if (found && typeof found === "object") return found.value ?? null;
  return found ?? null;
}
