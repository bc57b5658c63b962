// The quick switcher: channels, people, places, commands and message shortcuts by a few letters, messages by their words.

import { refresh } from "./asking.js";
import { perform } from "./doing.js";
import { h } from "./dom.js";
import { finder } from "./finding.js";
import { remember } from "./kept.js";
import { go, linkTo } from "./route.js";
import { openSheet } from "./sheet.js";
import { config, directWith, idOf, nameOf, roomName, roomOf, store, update } from "./store.js";
import { appName, myBot, otherTeam } from "./teams.js";
import { toast } from "./toast.js";

const MOST = 12;
let open = null;

/** Open the switcher, or shut it. */
export function toggleSwitcher() {
  if (open) return open.close();
  const focused = document.activeElement?.closest?.("article[data-ts]")?.dataset.ts;
  const all = candidates(focused);
  let named = [];
  let found = [];
  let active = 0;
  const list = h("ul", { role: "listbox", id: "switcher-list", "aria-label": "Found" });
  const field = h("input", {
    type: "text", role: "combobox", "aria-label": "Go to", "aria-controls": "switcher-list", "aria-expanded": "true",
    "aria-autocomplete": "list", placeholder: "Channel, person, command, words of a message…", autocomplete: "off",
  });
  const take = (each) => {
    open.close();
    each.choose();
  };
  const draw = (nothing) => {
    list.replaceChildren(
      ...found.map((each, index) =>
        h(
          "li",
          { role: "option", id: `found-${index}`, "aria-selected": String(index === active), class: [index === active && "active", each.said && "said"].filter(Boolean).join(" ") || null, on: { click: () => take(each) } },
          h("strong", {}, each.name),
          h("small", {}, each.kind),
        ),
      ),
    );
    if (!found.length) list.replaceChildren(h("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, nothing));
    if (found.length) field.setAttribute("aria-activedescendant", `found-${active}`);
    else field.removeAttribute("aria-activedescendant");
    list.children[active]?.scrollIntoView({ block: "nearest" });
  };
  const look = finder(
    (said) => {
      found = [...named, ...(said ?? [])];
      draw(said ? "Nothing here is called that, and no message says it." : "Looking at what was said…");
    },
    (words) => toast(words),
  );
  const search = () => {
    named = sorted(all, field.value);
    active = 0;
    look(field.value);
  };
  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) active = (active + step + found.length) % found.length;
    else if (event.key === "Enter" && found[active]) return event.preventDefault(), take(found[active]);
    else return undefined;
    event.preventDefault();
    return draw();
  });
  open = openSheet("Go to", [field, list], { className: "switcher", onClose: () => ((open = null), look("")) });
  search();
  field.focus();
  return undefined;
}

function sorted(all, words) {
  const wanted = words.trim().toLowerCase();
  const rank = ({ name }) => {
    const at = name.toLowerCase().replace(/^[#@/]/, "").indexOf(wanted.replace(/^[#@/]/, ""));
    return at === 0 ? 0 : at > 0 ? 1 : name.toLowerCase().includes(wanted) ? 2 : 3;
  };
  const sign = /^[#@/]/.exec(wanted)?.[0] ?? "";
  return all
    .filter((each) => rank(each) < 3 && each.name.startsWith(sign))
    .map((each, index) => ({ each, order: [rank(each), index] }))
    .sort((a, b) => a.order[0] - b.order[0] || a.order[1] - b.order[1])
    .map(({ each }) => each)
    .slice(0, MOST);
}

function candidates(focused) {
  const { channels = [], dms = [] } = store.data ?? {};
  const app = appName();
  const room = roomOf(store.place.id);
  const rooms = channels.map((each) => ({ name: roomName(each), kind: each.is_member ? "channel" : "channel, not joined", choose: () => visit(each) }));
  const direct = dms.map((each) => ({ name: `@${roomName(each)}`, kind: "message", choose: () => visit(each) }));
  const home = config.app.home && myBot() && { name: `${app} · Home`, kind: "app", choose: () => go("#home") };
  const others = config.roles.filter((role) => role !== store.role);
  const begins = [...others.map(idOf), myBot()].filter((id) => id && !config.people[id].deleted && directWith(id).id.startsWith("@"));
  const talks = begins.map((id) => ({ name: `@${nameOf(id)}`, kind: ["message", otherTeam(id)].filter(Boolean).join(" · "), choose: () => visit(directWith(id)) }));
  const becoming = others.map((role) => ({ name: `Become ${role}`, kind: ["see with their eyes", otherTeam(idOf(role))].filter(Boolean).join(" · "), choose: () => become(role) }));
  const commands = config.commands.map((each) => ({ name: each.text, kind: each.hint || "command", choose: () => write(each.text) }));
  const latest = focused ?? store.feed?.list.at(-1)?.ts;
  const shortcuts = config.shortcuts.map(({ callback_id, name }) => ({
    name,
    kind: focused ? "shortcut, on this message" : "shortcut, on the newest message",
    choose: () => (latest ? perform("shortcut", { callback_id, channel: room.id, ts: latest }) : toast("There is no message here to use it on.")),
  }));
  return [...rooms, ...direct, ...talks, home, ...becoming, ...commands, ...shortcuts].filter(Boolean);
}

// who goes somewhere writes there next
function visit(room) {
  document.querySelector("#main .composer textarea")?.focus();
  go(linkTo(room));
}

/** Look at the workspace as another person. */
export function become(role) {
  remember("role", role);
  update({ role });
  return refresh();
}

function write(text) {
  const field = document.querySelector("#main .composer textarea");
  if (!field) return toast("Go to a channel first: commands are written there.");
  field.value = `${text.trim()} `;
  field.dispatchEvent(new Event("input"));
  field.focus();
  return undefined;
}
