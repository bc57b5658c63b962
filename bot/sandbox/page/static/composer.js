// Where people write: Enter sends, Shift+Enter makes a line; commands and names are completed; files are attached.

import { perform } from "./doing.js";
import { h, newId } from "./dom.js";
import { icon } from "./icons.js";
import { config, roomName, store } from "./store.js";
import { complain, toast } from "./toast.js";

const drafts = new Map();
const MOST_BYTES = 10_000_000;

/** A composer for a channel, or for a thread in it. Its draft is kept while the person is elsewhere. */
export function composer(room, thread = null) {
  const key = `${store.role} ${room.id} ${thread ?? ""}`;
  const draft = drafts.get(key) ?? { text: "", files: [] };
  drafts.set(key, draft);
  const listId = newId("completion");
  const place = thread ? "Reply in the thread" : `Message ${roomName(room)}`;
  const field = h("textarea", {
    rows: 1,
    value: draft.text,
    placeholder: thread ? "Reply…" : `Message ${roomName(room)} — / for commands`,
    "aria-label": place,
    "aria-controls": listId,
    "aria-autocomplete": "list",
    "data-focus": key,
    autocomplete: "off",
  });
  const list = h("ul", { class: "completion", role: "listbox", id: listId, "aria-label": "Completions", hidden: true });
  const shelf = h("div", { class: "attached" });
  const file = h("input", { type: "file", multiple: true, hidden: true, tabindex: -1, "aria-label": "Files" });
  const send = h("button", { type: "submit", class: "icon-button send", "aria-label": "Send" }, icon("send"));
  const attach = h("button", { type: "button", class: "icon-button", "aria-label": "Attach files", on: { click: () => file.click() } }, icon("attach"));
  const form = h("form", { class: "composer" }, list, shelf, h("div", { class: "line" }, attach, field, send), file);

  const drawFiles = () =>
    shelf.replaceChildren(
      ...draft.files.map((each) =>
        h("span", { class: "chip" }, each.name, h("button", { type: "button", "aria-label": `Remove ${each.name}`, on: { click: () => (draft.files.splice(draft.files.indexOf(each), 1), drawFiles()) } }, "×")),
      ),
    );
  const write = (text) => {
    field.value = draft.text = text;
    grow(field);
  };
  const completion = completing(field, list, write, thread);

  field.addEventListener("input", () => {
    draft.text = field.value;
    grow(field);
    completion.look();
  });
  field.addEventListener("blur", completion.hide);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  file.addEventListener("change", async () => {
    for (const each of file.files) draft.files.push(await read(each).catch(complain));
    draft.files = draft.files.filter(Boolean);
    file.value = "";
    drawFiles();
    field.focus();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text && !draft.files.length) return;
    const attached = draft.files.splice(0);
    write("");
    drawFiles();
    completion.hide();
    const done = await say(room, thread, text, attached);
    if (!done && !field.value) write(text); // what could not be sent is not lost
  });
  drawFiles();
  queueMicrotask(() => grow(field));
  return form;
}

function say(room, thread, text, attached) {
  if (text.startsWith("/") && !attached.length) {
    if (thread) {
      toast("Slash commands cannot be used in threads. Type it in the channel.", { error: true });
      return null;
    }
    return perform("command", { channel: room.id, text });
  }
  const where = thread ? { channel: room.id, thread_ts: thread } : { channel: room.id };
  return perform("message", { ...where, text, ...(attached.length ? { files: attached } : {}) });
}

async function read(file) {
  if (file.size > MOST_BYTES) throw new Error(`${file.name} is larger than 10 MB.`);
  const address = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(new Error(`${file.name} cannot be read.`));
    reader.readAsDataURL(file);
  });
  return { name: file.name, base64: address.slice(address.indexOf(",") + 1) };
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 200)}px`;
}

// the list over the composer: look() after typing, key() answers whether the key was for it
function completing(field, list, write, thread) {
  let found = [];
  let active = 0;
  const hide = () => {
    found = [];
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  };
  const draw = () => {
    list.replaceChildren(
      ...found.map((each, index) =>
        h(
          "li",
          {
            role: "option",
            id: `${list.id}-${index}`,
            class: index === active ? "active" : null,
            "aria-selected": String(index === active),
            on: { pointerdown: (event) => (event.preventDefault(), take(each)) },
          },
          h("strong", {}, each.text),
          h("small", {}, each.hint),
        ),
      ),
    );
    list.hidden = !found.length;
    if (found.length) field.setAttribute("aria-activedescendant", `${list.id}-${active}`);
  };
  const look = () => {
    found = complete(field.value.slice(0, field.selectionStart), thread);
    active = 0;
    if (found.length) draw();
    else hide();
  };
  const take = ({ text, from }) => {
    const rest = field.value.slice(field.selectionStart);
    write(`${field.value.slice(0, from)}${text}${rest || (from ? " " : "")}`);
    hide();
    field.focus();
  };
  const isTyped = ({ text }) => field.value.slice(0, field.selectionStart).endsWith(text);
  const key = (event) => {
    if (!found.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      active = (active + step + found.length) % found.length;
      draw();
    } else if (event.key === "Escape") hide();
    else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !isTyped(found[active]))) take(found[active]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { look, key, hide };
}

function complete(before, thread) {
  if (before.startsWith("/") && !thread) {
    const wanted = before.toLowerCase();
    return config.commands.filter((each) => each.text.startsWith(wanted)).map((each) => ({ ...each, from: 0 }));
  }
  const match = /(?:^|\s)([@#])([\w-]*)$/.exec(before);
  if (!match) return [];
  const from = before.length - match[2].length - 1;
  const all = match[1] === "@"
    ? Object.values(config.people).map((person) => ({ text: `@${person.name}`, hint: person.bot ? "app" : person.tz }))
    : (store.data?.channels ?? []).map((room) => ({ text: `#${room.name}`, hint: "channel" }));
  return all.filter((each) => each.text.startsWith(match[0].trim())).map((each) => ({ ...each, from }));
}
