// "Show its blocks": a message, a modal or the Home tab as the JSON that the app sent.

import { h } from "./dom.js";
import { copyButton, jsonTree } from "./json.js";
import { openSheet } from "./sheet.js";

/** Open the blocks of something as JSON. */
export function showBlocks(title, shown) {
  const parts = ["ts", "id", "callback_id", "type", "title", "submit", "close", "user", "text", "blocks"];
  const value = Object.fromEntries(parts.filter((name) => shown[name] !== undefined).map((name) => [name, shown[name]]));
  const count = shown.blocks?.length ?? 0;
  const words = count === 1 ? "1 block" : count ? `${count} blocks` : "No blocks: a text alone.";
  const head = h("p", { class: "json-head" }, words, copyButton(value, "Copy all"), count ? copyButton({ blocks: shown.blocks }, "Copy blocks") : null);
  openSheet(title, [head, jsonTree(value)], { className: "wide" });
}
