// Blocks that only tell of something elsewhere or under way: videos, files, calls, accounts, plans and their tasks.

import { h } from "./dom.js";
import { element } from "./elements.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { link } from "./mrkdwn.js";
import { picture } from "./picture.js";
import { richText } from "./richtext.js";

const words = (text) => (typeof text === "string" ? text : (text?.text ?? ""));

/** A video: its words and where it is; nothing is loaded. */
export function video(_surface, block) {
  const by = [block.author_name, block.provider_name].filter(Boolean).join(" · ");
  const title = words(block.title);
  return h(
    "div",
    { class: "container", role: "group", "aria-label": `Video: ${title}` },
    by ? h("small", {}, by) : null,
    h("strong", {}, block.title_url ? link(block.title_url, title) : title),
    block.description ? h("p", {}, withEmoji(words(block.description))) : null,
    picture({ image_url: block.thumbnail_url ?? "", alt_text: block.alt_text }, "picture"),
    h("p", {}, "Watch: ", link(block.video_url ?? "", block.video_url ?? "")),
  );
}

/** A file that is kept elsewhere. */
export function remoteFile(_surface, block) {
  const name = h("span", { class: "name" }, block.external_id ?? "", h("small", {}, `${block.source ?? "remote"} file`));
  return h("div", { class: "file" }, icon("file"), name);
}

/** A call, with the way into it. */
export function call(_surface, block) {
  const about = block.call?.v1 ?? {};
  return h(
    "div",
    { class: "container", role: "group", "aria-label": "Call" },
    h("strong", {}, about.name || "Call"),
    about.join_url ? h("p", {}, "Join: ", link(about.join_url, about.join_url)) : h("p", {}, block.call_id ?? ""),
  );
}

/** An account elsewhere, and whether this person has joined it. */
export function account(surface, block) {
  const away = block.is_connected ? block.disconnect_url : block.auth_url;
  const also = [block.connected_identity, block.connected_context].map(words).filter(Boolean).join(" · ");
  return h(
    "div",
    { class: "container", role: "group", "aria-label": `Account: ${words(block.name)}` },
    h("strong", {}, withEmoji(words(block.name)), h("span", { class: "app" }, block.is_connected ? "CONNECTED" : "NOT CONNECTED")),
    block.description ? h("p", {}, withEmoji(words(block.description))) : null,
    block.is_connected && also ? h("p", {}, also) : null,
    away ? h("p", {}, link(away, block.is_connected ? "Disconnect" : "Connect")) : null,
    block.accessory ? element(surface, block, block.accessory) : null,
  );
}

const STATES = {
  pending: ["○", "To do"], in_progress: ["◐", "In progress"], complete: ["✓", "Done"], error: ["!", "Failed"],
};

/** One task of an app's work: how far it is, what it does, what came of it, where it looked. */
export function task(_surface, block) {
  const [mark, state] = STATES[block.status] ?? ["○", block.status ?? ""];
  const sources = (block.sources ?? []).map((source) => h("li", {}, link(source.url ?? "", source.text || source.url || "")));
  return h(
    "div",
    { class: `task ${block.status ?? ""}`, role: "group", "aria-label": `${block.title ?? "Task"}: ${state}` },
    h("span", { class: "mark", "aria-hidden": "true" }, mark),
    h(
      "div",
      {},
      h("strong", {}, withEmoji(block.title ?? "")),
      h("small", {}, state),
      block.details ? richText(block.details) : null,
      block.output ? richText(block.output) : null,
      sources.length ? h("ul", { "aria-label": "Sources" }, sources) : null,
    ),
  );
}

/** A plan: its tasks, one below the other. */
export function plan(surface, block) {
  const tasks = (block.tasks ?? []).map((each) => h("li", {}, task(surface, each)));
  const title = words(block.title);
  return h("div", { class: "container", role: "group", "aria-label": `Plan: ${title}` }, h("strong", {}, withEmoji(title)), h("ol", { class: "plan" }, tasks));
}
