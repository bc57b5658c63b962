// The list of keys.

import { h } from "./dom.js";
import { allKeys } from "./keys.js";
import { openSheet } from "./sheet.js";

// keys that are listened to where they are used
const ELSEWHERE = [
  ["Enter", "Send what is written, save an edit; in the inspector, go into the entry"],
  ["Shift+Enter", "A new line"],
  ["/", "Complete a command, in the composer"],
  ["@, # or :", "Complete a name, a channel or an emoji, in the composer"],
  ["↑", "Edit your last message, in an empty composer"],
  ["↑ or ↓", "From message to message, from entry to entry, from item to item"],
  ["Tab", "Into a message, to its buttons"],
  ["Escape", "Close what is on top: list, menu, window, modal, inspector, thread"],
];

let open = null;

/** Show the keys; a second time shuts them. */
export function toggleHelp() {
  if (open) return open.close();
  const rows = [...allKeys().map(({ combo, words }) => [combo, words]), ...ELSEWHERE];
  const list = h("dl", { class: "keys" }, rows.map(([combo, words]) => h("div", {}, h("dt", {}, keysOf(combo)), h("dd", {}, words))));
  open = openSheet("Keys", list, { onClose: () => (open = null) });
  return undefined;
}

function keysOf(combo) {
  return combo.split(" or ").flatMap((one, index) => [index ? " or " : null, ...one.split("+").flatMap((key, at) => [at ? "+" : null, h("kbd", {}, key)])]);
}
